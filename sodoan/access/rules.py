"""Who may hand out keys to accounts, and who must carry a second one."""

from typing import TYPE_CHECKING

import rules

from sodoan.access.roles import capabilities
from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability, Tier

if TYPE_CHECKING:
    from sodoan.access.queries.holders import Holder, HolderPost
    from sodoan.access.scopes import Scope


def needs_second_factor(scope: "Scope") -> bool:
    """Compulsory from commune level up, whatever role is in use, and for administrators."""
    posts = (*scope.posts, *scope.other_posts)
    return scope.holds_admin or any(post.tier <= Tier.COMMUNE for post in posts)


def _outranks(by: Actor, post: "HolderPost") -> bool:
    """Whether the issuer stands above a post: in a unit above it, or higher in the same unit.

    In the same unit he must also hold every capability the post gives: a chuyên viên does not
    open the account of an inspector.
    """
    paths = by.paths(Capability.ISSUE_SLIPS)
    if any(post.path.startswith(path) and post.path != path for path in paths):
        return True
    higher = any(own.path == post.path and own.position < post.position for own in by.posts)
    given = capabilities(post.role, post.tier)
    return higher and all(by.covers(capability, post.path) for capability in given)


@rules.predicate
def reaches_holder(by: Actor, holder: "Holder") -> bool:
    """The person belongs to, or holds a post in, a unit where the issuer may issue slips."""
    return any(by.covers(Capability.ISSUE_SLIPS, path) for path in holder.paths)


@rules.predicate
def outranks_holder(by: Actor, holder: "Holder") -> bool:
    """Every post of the person is below the issuer's; other slips come from the level above.

    Else a branch secretary could take over the account of a province officer who is a member of
    the branch. An administrator's account is opened by another administrator only.
    """
    if by.is_admin:
        return True
    return not holder.is_admin and all(_outranks(by, post) for post in holder.posts)


@rules.predicate
def is_somebody_else(by: Actor, holder: "Holder") -> bool:
    """Nobody issues a slip to himself: the account page changes one's own password."""
    return not by.is_self(holder.person_id)


rules.add_perm("accounts.issue_slip", reaches_holder & outranks_holder & is_somebody_else)
