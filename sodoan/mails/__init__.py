"""Mail to people. See README.md."""
