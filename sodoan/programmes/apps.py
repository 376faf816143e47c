"""Django app configuration."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.programmes"
    label = "programmes"
    verbose_name = "Chương trình"

    def ready(self) -> None:
        """Tell the job centre what this app can do, and people what follows who moves."""
        from sodoan.jobs.kinds import register
        from sodoan.people import followers
        from sodoan.programmes import bundles
        from sodoan.programmes.actions.moves import follow_now

        register(bundles.PAPERS, bundles.papers_zip)
        register(bundles.DRAFTS, bundles.open_drafts)
        followers.register(follow_now)
