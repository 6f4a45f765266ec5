"""The verifier's pages: the queue, one business at a time, and many at once from the list."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import places, verification
from businesses.admin import verification_page
from businesses.forms.moves import BulkChecklistForm, DecisionForm
from businesses.models import Business
from businesses.verification import why_blocked
from businesses.verification_queue import LINES, VerificationQueue, days_waiting
from common import history
from common.back_office import shown_at
from common.key_choices import is_key
from common.workflow import Refused, StaleVersion

QUEUE = "admin:businesses_business_verification_queue"
PAGE = "admin:businesses_business_verify"
BLOCKED_SHOWN = 20
BUTTONS = ("verify", "confirm", "return", "reopen")  # in this order


class VerificationPages:
    """Mixin for the admin of businesses."""

    verification_rows = 50

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("verifikasi/", view(self.queue_view), name=QUEUE.removeprefix("admin:")),
            path("<int:pk>/verifikasi/", view(self.verify_view), name=PAGE.removeprefix("admin:")),
            *super().get_urls(),
        ]

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("businesses.verify_business")

    # -- the queue -----------------------------------------------------------------------------

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """What waits, oldest first; apart from it what another officer must decide."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        if not self.has_verify_permission(request):
            raise PermissionDenied
        queue = _queue(request)
        paginator = Paginator(
            queue.rows.select_related("kelurahan", "created_by"), self.verification_rows
        )
        page = paginator.get_page(request.GET.get("hal"))
        blocked = queue.blocked.select_related("kelurahan")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Verification queue"),
            "opts": self.opts,
            "queue": queue,
            "lines": LINES.values(),
            "page": page,
            "count": paginator.count,
            "rows": [(row, days_waiting(row.since)) for row in page],
            "blocked": [
                (row, days_waiting(row.since), why_blocked(row, request.user))
                for row in blocked[:BLOCKED_SHOWN]
            ],
            "blocked_count": blocked.count(),
            "places": _places(request),
            "query": _query(queue),
        }
        return TemplateResponse(request, "admin/businesses/verification_queue.html", context)

    # -- one business ----------------------------------------------------------------------------

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything about one business, the checklist and the decision."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if not self.has_verify_permission(request):
            raise PermissionDenied
        business = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if business is None:
            raise Http404
        queue = _queue(request)
        if request.method == "POST":
            return self._decide(request, business, queue)
        return self._verification_page(request, business, queue, self._decision_form(business))

    def _decide(
        self, request: HttpRequest, business: Business, queue: VerificationQueue
    ) -> HttpResponse:
        """Make the decision on the version that was shown, and go on to the next one."""
        form = DecisionForm(request.POST, actions=_decisions())
        shown = form.data.get("version", "")
        if is_key(shown) and int(shown) != business.version:
            return self._changed_meanwhile(request, business, queue, int(shown))
        if not form.is_valid():
            return self._verification_page(request, business, queue, form)
        since = queue.place_of(business)
        cleaned = form.cleaned_data
        action = form.transition.name
        try:
            verification.move(
                business,
                action,
                by=request.user,
                version=cleaned["version"],
                note=cleaned["note"],
                checklist=cleaned["checklist"],
            )
        except StaleVersion:
            business = self.get_queryset(request).get(pk=business.pk)
            return self._changed_meanwhile(request, business, queue, cleaned["version"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._verification_page(request, business, queue, form)
        done = _("%(business)s: %(action)s.") % {
            "business": business,
            "action": form.transition.label,
        }
        self.message_user(request, done, messages.SUCCESS)
        following = queue.next_after(business, since)
        return redirect(_address(queue, following))

    def _changed_meanwhile(
        self, request: HttpRequest, business: Business, queue: VerificationQueue, shown: int
    ) -> HttpResponse:
        """The page of the record as it is now, with what changed; the officer decides again."""
        form = self._decision_form(business, note=request.POST.get("note", ""))
        changed = history.since(business, shown, by=request.user)
        return self._verification_page(request, business, queue, form, changed=changed)

    @staticmethod
    def _decision_form(business: Business, note: str = "") -> DecisionForm:
        return DecisionForm(
            actions=_decisions(), initial={"version": business.version, "note": note}
        )

    def _verification_page(
        self,
        request: HttpRequest,
        business: Business,
        queue: VerificationQueue,
        form: DecisionForm,
        changed: history.Since | None = None,
    ) -> HttpResponse:
        since = queue.place_of(business)
        available = verification.WORKFLOW.available(business, request.user)
        possible = {transition.name: transition for transition in available}
        reason = why_blocked(business, request.user)
        context = {
            **self.admin_site.each_context(request),
            **verification_page.context_of(request, business, self),
            "title": _("Verification: %(business)s") % {"business": business},
            "opts": self.opts,
            "queue": queue,
            "form": form,
            "changed": changed,
            "blocked": reason,
            "buttons": [
                possible[name]
                for name in BUTTONS
                if name in possible and not (reason and name in verification.DECISIONS)
            ],
            "since": since,
            "days": days_waiting(since) if since is not None else None,
            "position": queue.position(business, since) if since is not None else None,
            "length": queue.rows.count(),
            "previous": _link(queue, queue.before(business, since)),
            "following": _link(queue, queue.next_after(business, since)),
            "query": _query(queue),
        }
        return TemplateResponse(request, "admin/businesses/verification.html", context)

    # -- many at once ------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Verify"), permissions=["verify"])
    def verify_selected(
        self, request: HttpRequest, queryset: QuerySet[Business]
    ) -> HttpResponse | None:
        """First say how many can be verified and why the others cannot; then verify them.

        One statement is asked for, and kept with each of them.
        """
        chosen = Business.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        is_sent = "confirmed" in request.POST
        form = BulkChecklistForm(request.POST if is_sent else None)
        if is_sent and form.is_valid():
            moved = verification.move_all(
                chosen,
                "verify",
                by=request.user,
                seen_at=shown_at(request),
                checklist=form.cleaned_data["checklist"],
            )
            self.say_moved(request, moved)
            return None
        judged = verification.sort_out(chosen, "verify", by=request.user, seen_at=shown_at(request))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Verify the selected businesses"),
            "opts": self.opts,
            "form": form,
            "eligible": len(judged.rows),
            "examples": judged.rows[:10],
            "refused": len(judged.refused),
            "reasons": Counter(reason for _row, reason in judged.refused).most_common(),
            "carried": [
                (name, value)
                for name in ("action", "select_across", "shown_at", ACTION_CHECKBOX_NAME)
                for value in request.POST.getlist(name)
            ],
        }
        return TemplateResponse(request, "admin/businesses/verify_selected.html", context)


def _decisions() -> list[Any]:
    return [verification.WORKFLOW[name] for name in BUTTONS]


def _queue(request: HttpRequest) -> VerificationQueue:
    asked = request.GET
    return VerificationQueue(
        request.user, line=asked.get("antrean", ""), place=asked.get("tempat", "")
    )


def _query(queue: VerificationQueue) -> str:
    """The part of an address that keeps the line and the place."""
    pairs = {"antrean": queue.line.name, "tempat": queue.place}
    return urlencode({name: value for name, value in pairs.items() if value})


def _link(queue: VerificationQueue, key: int | None) -> str:
    """The address of the page of a business in the line; "" for none."""
    return _address(queue, key) if key is not None else ""


def _address(queue: VerificationQueue, key: int | None) -> str:
    """The page of that business, or the queue when there is none left."""
    url = reverse(QUEUE) if key is None else reverse(PAGE, args=[key])
    query = _query(queue)
    return f"{url}?{query}" if query else url


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    """Kecamatan and kelurahan of the verifier's work area, by code."""
    found: dict[str, str] = {}
    for place in places.of_area(request.user):
        found.setdefault(place.kecamatan.code, place.kecamatan.name)
        found[place.code] = f"– {place.name}"
    return list(found.items())
