"""The programme engine with its database. See README.md."""
