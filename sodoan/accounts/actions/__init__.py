"""Writes on accounts and slips: the only place that creates them or touches passwords."""

from sodoan.accounts.actions.accounts import (
    NewAccount,
    change_password,
    create_account,
    create_accounts,
    hand_contacts,
    hold_contacts,
    random_code,
)
from sodoan.accounts.actions.slips import (
    IssuedCode,
    create_admin,
    issue_codes,
    redeem_slip,
    try_code,
)

__all__ = [
    "IssuedCode",
    "NewAccount",
    "change_password",
    "create_account",
    "create_accounts",
    "create_admin",
    "hand_contacts",
    "hold_contacts",
    "issue_codes",
    "random_code",
    "redeem_slip",
    "try_code",
]
