"""Believable data. See README.md."""
