"""The papers: what each one prints (plain dataclasses) and the functions that print it."""
