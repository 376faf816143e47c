"""Long work of people. See README.md."""
