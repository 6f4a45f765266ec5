"""“Something is wrong on this page”: a form for everybody, without an account or a cookie.

The public side has no session, so a form from elsewhere is told by what browsers say of the
request. A robot fills in the field that people do not see, and is thanked for nothing.
"""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.requests import bad_request, client_address
from directory import error_reports, throttle
from directory.addresses import listing_of
from directory.models import ErrorReport, Listing
from directory.pages import render
from directory.views.detail import path_of

SENT = "terkirim"
SEE_OTHER, TOO_MANY = 303, 429
About = ErrorReport.About


class ReportForm(forms.Form):
    """What a visitor may say; `website` is the field for robots."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=About.choices,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    message = forms.CharField(
        label=gettext_lazy("What should stand there?"), max_length=600, required=False
    )
    reply_to = forms.CharField(
        label=gettext_lazy("How can we reach you?"), max_length=100, required=False
    )
    website = forms.CharField(required=False)

    def clean(self) -> dict[str, str]:
        values = super().clean()
        says_it_all = values.get("about") in (About.CLOSED, About.MINE, None)
        if not says_it_all and "message" not in self.errors and not values.get("message"):
            self.add_error("message", _("Write in a few words what is wrong."))
        return values


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser tells.

    A browser that says nothing is an old one; there is nothing of the visitor to be misused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, f"{request.scheme}://{request.get_host()}")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form, what it says after a mistake, and the thanks."""
    listing = listing_of(code)
    own = reverse("directory:report", args=[listing.code])
    if listing.code != code.upper() and request.method != "POST":
        return HttpResponsePermanentRedirect(own)
    if request.method != "POST":
        return _page(request, listing, ReportForm(), is_sent=SENT in request.GET)
    if not is_from_here(request):
        return bad_request(request, _("Send this form from the page of the business."), 403)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, form)
    values = form.cleaned_data
    if not values.pop("website"):
        if not throttle.REPORT.admits(client_address(request)):
            form.add_error(
                None, _("Many reports came from your connection. Send this one in an hour.")
            )
            return _page(request, listing, form, status=TOO_MANY)
        error_reports.take_in(listing, **values)
    return HttpResponseRedirect(f"{own}?{SENT}=1", status=SEE_OTHER)


def _page(
    request: HttpRequest,
    listing: Listing,
    form: ReportForm,
    *,
    is_sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Report wrong data"),
        "description": "",
        "address": request.path,
        "is_indexed": False,
        "listing": listing,
        "page_address": path_of(listing),
        "form": form,
        "abouts": About.choices,
        "is_sent": is_sent,
    }
    response = render(request, "directory/report.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    if status == TOO_MANY:
        response["Retry-After"] = str(throttle.HOUR * throttle.SLOT)
    return response
