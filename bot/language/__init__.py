"""Catalogs, dates and numbers, and the direction of writing."""
