"""Pages of units: the tree, the list, one unit, and the forms that change it."""
