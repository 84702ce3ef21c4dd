"""The conversation engine, and one file per conversation or family of taps."""
