"""Views of no domain: the UI kit, and what works without a signal."""
