"""Lists from Excel. See README.md."""
