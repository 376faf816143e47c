"""History of rows, sensitive reads, sign-ins. See README.md."""
