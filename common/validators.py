"""Checks that many fields share."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def not_in_future(value: date) -> None:
    """Refuse a day that has not come yet (in the city's time zone)."""
    if value > timezone.localdate():
        raise ValidationError(_("This date lies in the future."), code="future")
