"""Kranich: a messaging bot for neighbourhood projects."""

__version__ = "0.1.0"
