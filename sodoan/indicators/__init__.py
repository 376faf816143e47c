"""The figures of all apps by key. See README.md."""
