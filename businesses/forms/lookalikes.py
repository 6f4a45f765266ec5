"""The question that a new record may have to answer: is it one that is in the register already?

Asked once, with everything that was typed still in the form. The answer is a tick that names the
records it is about: if another one turns up meanwhile, the question comes back.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from businesses import lookalikes
from businesses.lookalikes import Candidate
from businesses.similarity import LIKELY
from common.form_fields import VersionedForm
from common.key_choices import is_key

OTHER = "other_business"
LOOKALIKES = "admin:businesses_business_lookalikes"  # where the page asks while one types


class LookalikesForm(VersionedForm):
    """A form for one business that looks for it in the register before it is entered anew."""

    user: AbstractBaseUser
    lookalikes: Sequence[Candidate] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].widget.attrs |= {
                "data-lookalikes": reverse(LOOKALIKES),
                "data-business": self.instance.pk or "",
            }

    @property
    def lookalike_keys(self) -> str:
        """What the tick "this is another business" says."""
        return ",".join(str(found.pk) for found in self.lookalikes)

    @property
    def told_apart(self) -> set[int]:
        """The records of which the officer said that they are others."""
        keys = {int(key) for key in self.data.get(OTHER, "").split(",") if is_key(key)}
        return keys & {found.pk for found in self.lookalikes}

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.instance.pk:
            self._ask_about_lookalikes()

    def _ask_about_lookalikes(self) -> None:
        cleaned = getattr(self, "cleaned_data", {})
        if not (cleaned.get("name") and cleaned.get("kelurahan")):
            return
        owner = getattr(self, "new_owner", None) or cleaned.get("owner")
        traits = lookalikes.traits_of(self.instance, owner)
        self.lookalikes = lookalikes.candidates(traits, visible_to=self.user, least=LIKELY)
        if len(self.told_apart) < len(self.lookalikes):
            text = _(
                "This business may be in the register already. Compare it with the records "
                "above; if it is another one, say so there and save again."
            )
            self.add_error(None, ValidationError(text, code="lookalikes"))
