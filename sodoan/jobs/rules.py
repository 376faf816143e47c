"""Who may run a job and fetch what came out."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor

if TYPE_CHECKING:
    from sodoan.jobs.models import Job


@rules.predicate
def is_owner(by: Actor, job: "Job") -> bool:
    """The account that ordered it, nobody else."""
    return by.user_id is not None and by.user_id == job.owner_id


@rules.predicate
def still_reaches(by: Actor, job: "Job") -> bool:
    """Every unit the job reads is still there and in reach, wherever it lies now.

    A post that ended gives nothing.
    """
    return len(job.paths_now) == len(job.paths) and all(
        any(by.covers(each, path) for each in job.capabilities) for path in job.paths_now
    )


rules.add_perm("jobs.use_job", is_owner & still_reaches)
