"""What machines ask: crawlers where they may go, a supervisor whether the process is well."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

# Contacts and reports are no pages; of the filters, crawlers follow one at a time and no search.
ROBOTS = f"""\
User-agent: *
Disallow: /admin/
Disallow: /_gaya/
Disallow: /*/wa/
Disallow: /*/telepon/
Disallow: /*/lapor/
Disallow: /*?q=
Disallow: /*?*&

Sitemap: {settings.SITE_URL}/sitemap.xml
"""
PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type=PLAIN)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, least of all the data base."""
    return HttpResponse("ok\n", content_type=PLAIN)


def _problem() -> str:
    """Why no visitor should be sent here, in a word; "" when all is well."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("The data base does not answer")
        return "database"
    return "migrations" if plan else ""


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The data base answers and has every migration; 503 otherwise."""
    problem = _problem()
    if problem:
        return HttpResponse(f"not ready: {problem}\n", content_type=PLAIN, status=503)
    return HttpResponse("ready\n", content_type=PLAIN)
