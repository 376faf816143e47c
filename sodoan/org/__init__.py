"""Units, posts, terms, appointments. See README.md."""
