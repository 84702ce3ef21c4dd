"""Machine translation, where a coordinator set up a service: two protocols, and the care that nothing gets lost."""
