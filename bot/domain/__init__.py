"""Frozen dataclasses and pure functions: no input or output, no clock."""
