"""Forms of the programme pages, by who fills them in."""
