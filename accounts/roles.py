"""The six roles and what each may do: one screen, for a reader who does not program.

`manage.py setup` makes a group of each and gives it exactly these permissions, so a permission
that is taken away here is gone after the next set-up. An officer's kelurahan narrow a role
further (businesses.scope); nobody deletes a business, an owner or a licence.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q


@dataclass(frozen=True)
class Role:
    """A group: its name on screen, its demo log-in, and its permissions "app.codename"."""

    name: str
    login: str
    permissions: frozenset[str]


def can(app: str, models: str, *actions: str) -> set[str]:
    """Permissions such as "businesses.add_product" for each model and each action."""
    return {f"{app}.{action}_{model}" for model in models.split() for action in actions}


READ_REGISTER = (
    can("businesses", "business owner product photo businesscategory businesskbli", "view")
    | can("businesses", "kecamatan kelurahan category kbli verificationstep", "view")
    | can("businesses", "duplicatepair merge", "view")
    | can("licensing", "nib nibactivity permit permittype permitrelevance", "view")
)
READ_LICENSING = can(
    "licensing",
    "nibperiod nibstep permitstep assistancecase casestep document visit letter",
    "view",
)
READ_REPORTS = {
    "accounts.view_reports",
    "accounts.export_reports",
    "accounts.export_lists",
    "licensing.view_coveragetarget",
}

ROLES = (
    Role(
        name="Petugas Pendataan",
        login="petugas",
        permissions=frozenset(
            READ_REGISTER
            | can("businesses", "business owner", "add", "change")
            | can(
                "businesses",
                "product photo businesscategory businesskbli",
                "add",
                "change",
                "delete",
            )
            | can("imports", "importbatch", "add", "view")
            | can("licensing", "assistancecase visit", "add", "view")
            | can("directory", "errorreport", "settle", "view")
            | {
                "accounts.export_lists",
                "businesses.decide_duplicate",
                "businesses.set_activity",
                "businesses.submit_business",
                "businesses.view_restricted",
                "imports.undo_importbatch",
                "licensing.record_nib",
                "licensing.record_permit",
            }
        ),
    ),
    Role(
        name="Verifikator",
        login="verifikator",
        permissions=frozenset(
            READ_REGISTER
            | can("directory", "introduction", "add", "change", "delete", "view")
            | can("directory", "errorreport", "settle", "view")
            | {
                "accounts.export_lists",
                "businesses.decide_duplicate",
                "businesses.merge_business",
                "businesses.set_activity",
                "businesses.verify_business",
                "businesses.hide_business",
                "businesses.view_restricted",
                "accounts.view_reports",
                "imports.view_importbatch",
            }
        ),
    ),
    Role(
        name="Petugas Perizinan",
        login="perizinan",
        permissions=frozenset(
            READ_REGISTER
            | READ_LICENSING
            | can("licensing", "nib permit assistancecase", "add", "change")
            | can("licensing", "nibactivity", "add", "change", "delete")
            | can("licensing", "document visit", "add")
            | can("licensing", "permitrelevance", "add", "change", "delete")
            | can("licensing", "lettertemplate", "view")
            | can("businesses", "kbli", "add")
            | {
                "accounts.export_lists",
                "businesses.reveal_nik",
                "licensing.record_nib",
                "licensing.verify_nib",
                "licensing.move_case",
                "licensing.move_permit",
                "licensing.issue_letter",
                "accounts.view_reports",
            }
        ),
    ),
    Role(
        name="Petugas Laporan",
        login="laporan",
        # Numbers need no owner's page: data minimisation (UU 27/2022).
        permissions=frozenset(READ_REGISTER - can("businesses", "owner", "view") | READ_REPORTS),
    ),
    Role(
        name="Pimpinan",
        login="pimpinan",
        permissions=frozenset(
            READ_REGISTER
            | READ_LICENSING
            | READ_REPORTS
            | {"accounts.view_activity", "imports.view_importbatch"}
            | can("directory", "errorreport", "view")
        ),
    ),
    Role(
        name="Administrator",
        login="admin",
        permissions=frozenset(
            READ_REGISTER
            | READ_LICENSING
            | READ_REPORTS
            | can("accounts", "user", "add", "change", "view")
            | can("auth", "group", "view")
            | can("businesses", "workarea", "add", "change", "delete", "view")
            | can("businesses", "category kbli", "add", "change")
            | can("businesses", "kelurahan", "change")
            | can("licensing", "permittype coveragetarget", "add", "change")
            | can("licensing", "permitrelevance", "add", "change", "delete")
            | can("licensing", "lettertemplate", "change", "view")
            | {"licensing.issue_letter"}
            | can("directory", "errorreport", "settle", "view")
            | can("directory", "introduction synonym", "add", "change", "delete", "view")
            | can("imports", "importbatch", "undo", "view")
            | can("businesses", "datarequest", "add", "change", "view")
            | can("businesses", "disclosure", "view")
            | {
                "accounts.view_activity",
                "businesses.answer_datarequest",
                "businesses.decide_duplicate",
                "businesses.hide_business",
                "businesses.merge_business",
                "businesses.reveal_nik",
                "businesses.view_restricted",
            }
        ),
    ),
)


def sync() -> None:
    """Make the groups and give each exactly its permissions.

    Raises:
        LookupError: a permission of the table does not exist.
    """
    for role in ROLES:
        pairs = [name.split(".", 1) for name in sorted(role.permissions)]
        wanted = Q(pk__in=[])
        for app, codename in pairs:
            wanted |= Q(content_type__app_label=app, codename=codename)
        found = list(Permission.objects.filter(wanted).select_related("content_type"))
        missing = role.permissions - {f"{p.content_type.app_label}.{p.codename}" for p in found}
        if missing:
            raise LookupError(f"{role.name}: no such permission: {', '.join(sorted(missing))}")
        with transaction.atomic():
            group, _created = Group.objects.get_or_create(name=role.name)
            group.permissions.set(found)
