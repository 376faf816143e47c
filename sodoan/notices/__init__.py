"""The inbox. See README.md."""
