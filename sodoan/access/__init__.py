"""Scopes from posts. See README.md."""
