"""People who sign in. See README.md."""
