"""What a phone takes along."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from sodoan.activities.queries.kept import kept_pages
from sodoan.common.requests import ScopedRequest

_LONGEST = timedelta(days=3)


@login_required
@require_safe
def kept(request: ScopedRequest) -> JsonResponse:
    """Addresses of one's pages of these days, and for how long the phone may show them alone.

    Not longer than the session; `own` says that this is somebody's own phone.
    """
    seconds = min(request.session.get_expiry_age(), int(_LONGEST.total_seconds()))
    own = not request.session.get_expire_at_browser_close()
    return JsonResponse({"seconds": seconds, "own": own, "pages": kept_pages(request.scope)})
