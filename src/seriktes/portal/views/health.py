"""For machines that watch the service: nothing here needs a session, and nothing tells a secret."""

from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from seriktes.common.preparation import pending_migrations
from seriktes.common.worker import has_live_worker
from seriktes.expertise.queries.lag import lag


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


# A rebuild of a large index takes some minutes; a worker that is well takes no second for the rest.
LATE = timedelta(minutes=10)


def _index() -> str:
    waiting, since = lag(timezone.now())
    minutes = int(since.total_seconds() // 60)
    return "ok" if since < LATE else f"{waiting} changes wait, the oldest for {minutes} minutes"


def _checks() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        pending = pending_migrations()
        if pending:
            return {"database": "ok", "migrations": f"{len(pending)} not applied", "worker": "not checked"}
        worker = "ok" if has_live_worker(timezone.now()) else "no sign of life"
        index = _index()
    except Error:
        return {"database": "not reachable", "migrations": "not checked", "worker": "not checked"}
    return {"database": "ok", "migrations": "ok", "worker": worker, "index": index}


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Pages can be served and background tasks will run. An index that lags is told, and takes no server out of service."""
    checks = _checks()
    is_ready = {said for check, said in checks.items() if check != "index"} == {"ok"}
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks}, status=200 if is_ready else 503
    )
