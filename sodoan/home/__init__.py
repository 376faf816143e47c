"""The first screen. See README.md."""
