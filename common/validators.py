"""Checks that many fields share."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _

# Days that a filter or a form may name: near the ends of the calendar time zones overflow.
EARLIEST = date(2000, 1, 1)
DAYS = (MinValueValidator(EARLIEST), MaxValueValidator(date(2100, 12, 31)))


def not_in_future(value: date) -> None:
    """Refuse a day that has not come yet (in the city's time zone)."""
    if value > timezone.localdate():
        raise ValidationError(_("This date lies in the future."), code="future")
