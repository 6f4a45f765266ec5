"""The targets in the order in which a person looks for them."""

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.targets import TARGETS

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Business"), ("business_name", "code", "activity", "category", "kbli",
        "kbli_edition", "products", "started_year")),
    (gettext_lazy("Owner"), ("owner_name", "nik", "npwp", "gender", "birth_date",
        "owner_address", "owner_kind", "responsible_name")),
    (gettext_lazy("Contact"), ("phone", "whatsapp", "business_phone", "email",
        "business_email")),
    (gettext_lazy("Place"), ("kelurahan", "kecamatan", "address", "rt", "rw", "rt_rw",
        "landmark", "point", "lat", "lng", "place_kind")),
    (gettext_lazy("Size and money"), ("workers_male", "workers_female", "workers_paid",
        "workers_unpaid", "workers_band", "capital", "capital_band", "annual_sales",
        "sales_band", "sales_year", "financing")),
    (gettext_lazy("NIB and permits"), ("nib", "nib_issued_on")),
    (gettext_lazy("Consent and source"), ("consent_given_on", "consent_manner",
        "publishes_contact", "publishes_address", "source", "source_date", "registered_on")),
)  # fmt: skip
Groups = list[tuple[str, list[tuple[str, str]]]]
PERMITS = 5  # the group that takes what begins with "permit_"


def grouped() -> Groups:
    """(name of the group, [(target key, label)]); every target stands in one group."""
    labels = {target.key: capfirst(str(target.label)) for target in TARGETS}
    groups = [
        (str(name), [(key, labels.pop(key)) for key in keys if key in labels])
        for name, keys in GROUPS
    ]
    permits = [key for key in labels if key.startswith("permit_")]
    groups[PERMITS][1].extend((key, labels.pop(key)) for key in permits)
    return [*groups, (_("Other"), list(labels.items()))] if labels else groups


def options_of(groups: Groups, chosen: str) -> SafeString:
    """The targets as options of a select, the chosen one marked.

    End tags that HTML does without are left out: a page of 60 columns is little but options.
    """
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                name,
                format_html_join(
                    "",
                    "<option value={}{}>{}",
                    ((key, " selected" if key == chosen else "", label) for key, label in targets),
                ),
            )
            for name, targets in groups
        ),
    )
