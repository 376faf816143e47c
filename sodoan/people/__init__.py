"""Persons and memberships. See README.md."""
