"""Kranich: a messaging bot for neighbourhood projects."""
