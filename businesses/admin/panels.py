"""The hook by which an app above shows and edits its own part of a business.

A panel is a small form inside the page of a business: it is checked with the page and saved
in the same transaction. It may also add a column and filters to the list of businesses, and
columns to its download.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest

from businesses.models import Business
from common.tabular import Column


class Panel:
    """The base of all panels; see `BusinessAdmin.add_panel`.

    Attributes:
        title: heading of the field group.
        order: the lowest stands first on the page.
        template: renders the panel; its context holds `panel`.
        form: the checked form, or None for a panel that only shows.
        owner: whose business it is; once the page was sent, the owner that was chosen.
    """

    title: Any = ""
    order: int = 100
    template = ""
    list_filters: tuple[Any, ...] = ()
    list_only: tuple[str, ...] = ()  # fields that `column` reads
    export_columns: tuple[Column, ...] = ()

    def __init__(self, request: HttpRequest, business: Business | None) -> None:
        self.request = request
        self.business = business
        self.owner = business.owner if business is not None else None
        self.form = self.make_form(request.POST if request.method == "POST" else None)

    def make_form(self, data: Any) -> Form | None:
        """The form, bound to `data`; None where the user may not edit."""
        return None

    def is_valid(self) -> bool:
        return self.form is None or self.form.is_valid()

    def save(self, business: Business, *, by: AbstractBaseUser) -> None:
        """Write what was typed. Runs inside the transaction of the page."""

    @classmethod
    def narrow(cls, businesses: QuerySet[Business]) -> QuerySet[Business]:
        """Add what the column of the list needs, without a query per row."""
        return businesses

    @classmethod
    def column(cls, business: Business) -> str:
        """The cell in the list; "" for no column."""
        return ""
