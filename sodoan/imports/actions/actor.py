"""Who acts when a job carries out what somebody asked for, with the rights of that moment."""

from dataclasses import replace

from sodoan.access.scopes import Scope, scope_of, system_scope
from sodoan.accounts.models import User
from sodoan.common.clock import today


def command_scope() -> Scope:
    """Return the scope of whoever runs the program on the server: an administrator with all."""
    return replace(system_scope(), is_admin=True)


def actor(user_id: int | None) -> Scope:
    """Return the scope of an account today, or of the command line for None.

    A locked account may do nothing, whatever posts its holder has.
    """
    if user_id is None:
        return command_scope()
    user = User.objects.get(pk=user_id)
    return scope_of(user) if user.is_active else Scope(user_id, None, today())
