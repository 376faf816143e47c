"""The S0 pack and the facts of a member who fits it, for the tests of the engine."""

from functools import cache

from sodoan.packs import S0
from sodoan.programmes.engine.facts import MemberFacts
from sodoan.programmes.engine.packfile import load_pack
from sodoan.programmes.engine.schema import Pack

GROUPS = ("ideals", "ethics", "profession", "health")


@cache
def s0() -> Pack:
    return load_pack(S0)


def spread(total, groups=GROUPS, most=3):
    """Share a number of criteria out over the groups, the last group getting least."""
    counts = {}
    for group in groups:
        counts[group] = min(most, total)
        total -= counts[group]
    return counts


def member(**changes):
    """An official member of two years with 12 criteria, all met, and nothing amiss."""
    facts = {
        "registered": spread(12),
        "met": spread(12),
        "evidenced": spread(12),
        "meetings_required": 20,
        "meetings_attended": 20,
        "meetings_excused": 0,
        "dues_months": 12,
        "dues_due": 12,
        "discipline": "none",
        "months": 24,
        "party": "none",
        "membership": "official",
        "exempt": "none",
    }
    return MemberFacts(**{**facts, **changes}).mapping()
