"""Proving an address, choosing what is mailed, sending digests."""
