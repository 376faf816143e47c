"""Who acts when a job carries out what somebody asked for."""

from dataclasses import replace

from sodoan.access.scopes import Scope, scope_of, system_scope
from sodoan.accounts.models import User


def command_scope() -> Scope:
    """Return the scope of whoever runs the program on the server: an administrator with all."""
    return replace(system_scope(), is_admin=True)


def actor(user_id: int | None) -> Scope:
    """Return the scope of an account today, or of the command line for None."""
    return command_scope() if user_id is None else scope_of(User.objects.get(pk=user_id))
