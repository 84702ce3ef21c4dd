"""The messengers, each behind the same protocol."""
