"""Spot checks of what was reported. See README.md."""
