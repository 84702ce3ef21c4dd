"""The worker that empties the outbox of one channel, and the rules it obeys."""
