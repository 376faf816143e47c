"""Pure normalisers: a raw cell in, a value and Vietnamese remarks out; no database."""
