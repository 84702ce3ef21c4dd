"""What the house must survive."""
