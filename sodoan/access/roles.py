"""Which capabilities a post gives, by its role and the tier of the unit it is held in.

This table is the whole policy; `docs/permissions.md` is generated from it and from the URL
classes in `sodoan.access.urlclasses`.
"""

from sodoan.org.choices import LAUNCHES_FROM, Capability, Role, Tier

_C = Capability
_BRANCH_COMMITTEE = {
    _C.VIEW_UNITS,
    _C.VIEW_PEOPLE,
    _C.SUPPORT,
    _C.VIEW_RESULTS,
    _C.VIEW_REPORTS,
    _C.VIEW_ACTIVITIES,
}
_BRANCH_LEAD = _BRANCH_COMMITTEE | {
    _C.MANAGE_PEOPLE,
    _C.IMPORT,
    _C.ISSUE_SLIPS,
    _C.DESIGN,
    _C.EVALUATE,
    _C.REPORT,
    _C.VIEW_HISTORY,
    _C.ACT,
}
_MIDDLE_COMMITTEE = {
    _C.VIEW_UNITS,
    _C.VIEW_PEOPLE,
    _C.VIEW_RESULTS,
    _C.VIEW_ACTIVITIES,
    _C.VIEW_REPORTS,
}
_MIDDLE_STAFF = _MIDDLE_COMMITTEE | {
    _C.MANAGE_PEOPLE,
    _C.TRANSFER,
    _C.IMPORT,
    _C.ISSUE_SLIPS,
    _C.SUPPORT,
    _C.ACT,
    _C.REPORT,
}
_MIDDLE_LEAD = _MIDDLE_STAFF | {
    _C.INSPECT,
    _C.MANAGE_UNITS,
    _C.APPOINT,
    _C.DESIGN,
    _C.LAUNCH,
    _C.APPROVE,
    _C.VIEW_SENSITIVE,
    _C.VIEW_HISTORY,
}
_PROVINCE_STAFF = _MIDDLE_COMMITTEE | {
    _C.MANAGE_UNITS,
    _C.TRANSFER,
    _C.IMPORT,
    _C.REPORT,
    _C.VIEW_HISTORY,
}
_PROVINCE_LEAD = _PROVINCE_STAFF | {
    _C.INSPECT,
    _C.APPOINT,
    _C.DESIGN,
    _C.LAUNCH,
    _C.APPROVE,
    _C.ISSUE_SLIPS,
    _C.VIEW_SENSITIVE,
}
_INSPECTOR = _MIDDLE_COMMITTEE | {_C.INSPECT, _C.VIEW_HISTORY}

ADMIN_CAPABILITIES = frozenset(
    {
        _C.SYSTEM,
        _C.VIEW_UNITS,
        _C.MANAGE_UNITS,
        _C.APPOINT,
        _C.IMPORT,
        _C.ISSUE_SLIPS,
        _C.VIEW_HISTORY,
    }
)


def capabilities(role: str, tier: int) -> frozenset[Capability]:
    """What a post of `role` held in a unit of `tier` allows, on that unit and below it."""
    if role == Role.INSPECTOR:
        return frozenset(_INSPECTOR)
    if tier >= Tier.BRANCH:
        table = {Role.LEAD: _BRANCH_LEAD, Role.COMMITTEE: _BRANCH_COMMITTEE}
    elif tier >= Tier.DISTRICT:
        table = {
            Role.LEAD: _MIDDLE_LEAD,
            Role.STAFF: _MIDDLE_STAFF,
            Role.COMMITTEE: _MIDDLE_COMMITTEE,
        }
    else:
        table = {
            Role.LEAD: _PROVINCE_LEAD,
            Role.STAFF: _PROVINCE_STAFF,
            Role.COMMITTEE: _MIDDLE_COMMITTEE,
        }
    found = frozenset(table.get(Role(role), ()))
    return found if tier <= LAUNCHES_FROM else found - {_C.LAUNCH}
