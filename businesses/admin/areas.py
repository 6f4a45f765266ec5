"""The kelurahan of an officer, on the page of the account."""

from django.contrib import admin

from accounts.admin import UserAdmin
from businesses.models import WorkArea
from common.key_choices import KeyChoices


class WorkAreaInline(KeyChoices, admin.StackedInline):
    model = WorkArea
    extra = 0
    fields = (("kecamatan", "kelurahan"),)
    autocomplete_fields = ("kecamatan", "kelurahan")


UserAdmin.add_panel(WorkAreaInline)
