"""Last year, played to its end by the same actions, so that record books have a past."""

from sodoan.demo.evaluation import Evaluation
from sodoan.demo.plans import issue
from sodoan.demo.world import World
from sodoan.demo.year import Year


def last_year(world: World) -> None:
    """Register, prove, meet, vote, approve and publish in every union, dated a year ago."""
    root = issue(world, years_ago=1)
    year = Year(world, root, seed=25, past=True)
    year.register()
    year.support()
    year.assess()
    Evaluation(world, root, seed=4, past=True).play()
