"""Django app configuration."""

from datetime import time

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.programmes"
    label = "programmes"
    verbose_name = "Chương trình"

    def ready(self) -> None:
        """Tell the apps below what follows them here, and the job centre what this app can do."""
        from sodoan.activities import beside
        from sodoan.activities import followers as report_followers
        from sodoan.jobs import daily
        from sodoan.jobs.kinds import register
        from sodoan.notices import todos
        from sodoan.org import followers as unit_followers
        from sodoan.people import followers, outcomes, unfinished
        from sodoan.programmes.actions.approvers import follow_tree
        from sodoan.programmes.actions.crediting import count_report
        from sodoan.programmes.actions.moves import follow_branches, follow_now, hold_sheets
        from sodoan.programmes.beside import counts_for
        from sodoan.programmes.queries.member_outcome import published_outcomes
        from sodoan.programmes.queries.unfinished import open_evaluations

        register("programmes.papers", "sodoan.programmes.bundles.papers_zip")
        register("programmes.drafts", "sodoan.programmes.bundles.open_drafts")
        todos.register("programmes", "sodoan.programmes.queries.todos.todos")
        daily.register(
            "programmes.morning",
            "sodoan.programmes.tasks.follow",
            "sodoan.programmes.tasks.remind",
            at=time(7),
        )
        followers.register(follow_now, hold=hold_sheets)
        unit_followers.register(follow_branches)  # holds programmes: before rounds, as others do
        unit_followers.register(follow_tree)
        unfinished.register(open_evaluations)
        outcomes.register(published_outcomes)
        report_followers.register_report(count_report)
        beside.register(counts_for)
