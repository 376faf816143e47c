"""Pages of persons: the list, one file, the forms that change it, posts, and the search."""
