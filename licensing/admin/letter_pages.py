"""The pages of a letter: what it will say before it is issued, the sheet to print, withdrawing."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from businesses import disclosure
from businesses.models import Business
from common.key_choices import is_key
from common.workflow import Refused
from licensing import letter_draft, letters
from licensing.forms.letters import FORMS, RegisteredLetterForm, WithdrawLetterForm
from licensing.letter_sheet import Sheet
from licensing.models import Letter, LetterKind, LetterTemplate

READING = ("GET", "HEAD")
NO_STORE = {"Cache-Control": "no-store"}


def printed(request: HttpRequest, sheet: Sheet, *, back: str, title: str) -> HttpResponse:
    """The page that prints to one sheet of A4, and that no cache keeps."""
    context = {"sheet": sheet, "back": back, "title": title}
    return TemplateResponse(request, "admin/licensing/letter/print.html", context, headers=NO_STORE)


class LetterPages:
    """Mixin for the admin of letters."""

    change_form_template = "admin/licensing/letter/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "terbitkan/<int:business_pk>/<slug:letter_kind>/",
                view(self.issue_view),
                name="licensing_letter_issue",
            ),
            path("<int:pk>/cetak/", view(self.print_view), name="licensing_letter_print"),
            path("<int:pk>/cabut/", view(self.withdraw_view), name="licensing_letter_withdraw"),
            *super().get_urls(),
        ]

    # -- a new one -------------------------------------------------------------------------------

    def issue_view(self, request: HttpRequest, business_pk: int, letter_kind: str) -> HttpResponse:
        """What the letter will say, and the few words that are typed for it."""
        if request.method not in (*READING, "POST"):
            return HttpResponseNotAllowed([*READING, "POST"])
        businesses = Business.objects.visible_to(request.user).select_related(
            "owner", "kelurahan__kecamatan", "primary_category"
        )
        business = businesses.filter(pk=business_pk).first() if is_key(business_pk) else None
        if business is None or letter_kind not in LetterKind.values:
            raise Http404
        if not letters.may_issue(request.user):
            raise PermissionDenied
        kind = LetterKind(letter_kind)
        form = FORMS[kind](request.POST) if request.method == "POST" else None
        if form is not None and form.is_valid() and "_issue" in request.POST:
            letter = self._issue(request, business, form, kind)
            if letter is not None:
                done = _("Issued: %(letter)s. Print it, and have it signed.") % {"letter": letter}
                self.message_user(request, done, messages.SUCCESS)
                return redirect("admin:licensing_letter_change", letter.pk)
        return self._issue_page(request, business, kind, form)

    @staticmethod
    def _issue(
        request: HttpRequest, business: Business, form: RegisteredLetterForm, kind: LetterKind
    ) -> Letter | None:
        try:
            return letters.issue(
                business,
                kind,
                form.typed,
                by=request.user,
                version=form.cleaned_data["version"],
                shown=form.cleaned_data["shown"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return None

    def _issue_page(
        self,
        request: HttpRequest,
        business: Business,
        kind: LetterKind,
        form: RegisteredLetterForm | None,
    ) -> HttpResponse:
        """The letter as the record gives it now; what was typed stays in the form."""
        disclosure.record_page(business.owner, by=request.user)
        obstacles, sheet = letters.obstacles(business, kind), None
        try:
            template = letters.template_of(kind)
        except Refused as refusal:
            obstacles.append(str(refusal))
        else:
            shown = {
                "version": business.version,
                "shown": letter_draft.digest(business, template),
            }
            if form is None:
                form = FORMS[kind](initial=shown)
            else:
                form.data = {**form.data.dict(), **shown}
            typed = form.typed
            typed = replace(typed, brand=typed.brand or "…", goods=typed.goods or "…")
            sheet = letter_draft.sheet_of(letter_draft.draft(business, template, typed))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Issue: %(letter)s") % {"letter": kind.label},
            "opts": self.opts,
            "business": business,
            "obstacles": obstacles,
            "form": form if sheet is not None and not obstacles else None,
            "sheet": sheet,
        }
        return TemplateResponse(
            request, "admin/licensing/letter/issue.html", context, headers=NO_STORE
        )

    # -- an issued one -----------------------------------------------------------------------------

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet; each opening is noted."""
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        letter = letters.open_for(pk if is_key(pk) else 0, by=request.user)
        back = reverse("admin:licensing_letter_change", args=[letter.pk])
        return printed(request, letter_draft.sheet_of(letter), back=back, title=str(letter))

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a letter back, on the version that was shown; a refused reason stays typed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        letter = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if letter is None:
            raise Http404
        if not request.user.has_perm(letters.ISSUE):
            raise PermissionDenied
        form = WithdrawLetterForm(request.POST, auto_id="id_withdraw_%s")
        if form.is_valid():
            try:
                letters.withdraw(letter, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, _("The letter is withdrawn."), messages.SUCCESS)
                return redirect("admin:licensing_letter_change", letter.pk)
        letter.refresh_from_db(fields=["version"])
        form.data = {**form.data.dict(), "version": letter.version}
        request.withdraw_form = form
        request.method = "GET"
        return self.changeform_view(request, str(letter.pk))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        letter = kwargs.get("obj")
        if letter is not None:
            may_withdraw = letter.withdrawn_on is None and request.user.has_perm(letters.ISSUE)
            fresh = WithdrawLetterForm(
                initial={"version": letter.version}, auto_id="id_withdraw_%s"
            )
            form = getattr(request, "withdraw_form", fresh)
            context["withdraw_form"] = form if may_withdraw else None
        return super().render_change_form(request, context, *args, **kwargs)


class TemplatePages:
    """Mixin for the admin of templates: the placeholders beside the form, and a preview."""

    change_form_template = "admin/licensing/lettertemplate/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<int:pk>/contoh/",
            self.admin_site.admin_view(self.preview_view),
            name="licensing_lettertemplate_preview",
        )
        return [preview, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The stored template about an invented business; `?panjang=1` with the longest names."""
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        template = LetterTemplate.objects.filter(pk=pk).first() if is_key(pk) else None
        if template is None:
            raise Http404
        if not self.has_view_permission(request, template):
            raise PermissionDenied
        sheet = letter_draft.sample_sheet(template, longest="panjang" in request.GET)
        back = reverse("admin:licensing_lettertemplate_change", args=[template.pk])
        title = _("Preview: %(letter)s") % {"letter": template}
        return printed(request, sheet, back=back, title=title)
