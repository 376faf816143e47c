"""Where one looks after schemes; nothing of a database here."""

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability, Tier


def scheme_paths(scope: Actor) -> list[str]:
    """Paths below which one looks at activities; not of branches, of which none is asked."""
    branches = {post.path for post in scope.posts if post.tier == Tier.BRANCH}
    return [path for path in scope.paths(Capability.VIEW_ACTIVITIES) if path not in branches]
