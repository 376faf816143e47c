"""Activities of units: schemes, slots, activities, attendance. See README.md."""
