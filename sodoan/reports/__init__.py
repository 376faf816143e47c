"""Periodic reports. See README.md."""
