"""The pure programme engine; see README.md in this folder."""
