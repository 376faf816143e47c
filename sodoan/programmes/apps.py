"""Django app configuration."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.programmes"
    label = "programmes"
    verbose_name = "Chương trình"

    def ready(self) -> None:
        """Tell the job centre what this app can do."""
        from sodoan.jobs.kinds import register
        from sodoan.programmes import bundles

        register(bundles.PAPERS, bundles.papers_zip)
        register(bundles.DRAFTS, bundles.open_drafts)
