"""Reads about access: people and their accounts, who sees whom."""

from sodoan.access.queries.holders import Holder, HolderPost, holders, people_for_slips
from sodoan.access.queries.viewers import Viewers, viewers_of, why_visible

__all__ = [
    "Holder",
    "HolderPost",
    "Viewers",
    "holders",
    "people_for_slips",
    "viewers_of",
    "why_visible",
]
