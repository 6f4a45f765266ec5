"""Scale of a business: mikro, kecil or menengah (PP 7/2021 art. 35).

The criterion is capital (without land and buildings of the place of business) when a business
is founded or registered, and annual sales for an existing one; so sales come first where both
are known. Lists still carry the bands of the 2008 law: a band is not a value, and gives a
class only where it lies inside one class as a whole.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

MILLION = 1_000_000
BILLION = 1_000 * MILLION


class Scale(models.TextChoices):
    MICRO = "mikro", _("Micro")
    SMALL = "kecil", _("Small")
    MEDIUM = "menengah", _("Medium")


class ScaleBasis(models.TextChoices):
    SALES = "sales", _("Annual sales")
    CAPITAL = "capital", _("Capital")
    SALES_BAND = "sales_band", _("Band of sales on a list")
    CAPITAL_BAND = "capital_band", _("Band of capital on a list")


class SalesBand(models.TextChoices):
    """Annual sales in the bands of the 2008 law."""

    TO_300M = "le300jt", _("up to Rp300 million")
    TO_2500M = "le2500jt", _("Rp300 million to Rp2.5 billion")
    TO_50B = "le50m", _("Rp2.5 billion to Rp50 billion")


class CapitalBand(models.TextChoices):
    """Net worth in the bands of the 2008 law."""

    TO_50M = "le50jt", _("up to Rp50 million")
    TO_500M = "le500jt", _("Rp50 million to Rp500 million")
    TO_10B = "le10m", _("Rp500 million to Rp10 billion")


class WorkersBand(models.TextChoices):
    """Workers in the bands that BPS uses."""

    TO_4 = "1-4", _("1 to 4")
    TO_5 = "1-5", _("1 to 5")
    TO_19 = "6-19", _("6 to 19")
    TO_99 = "20-99", _("20 to 99")


SALES_LIMITS = (
    (Scale.MICRO, 2 * BILLION),
    (Scale.SMALL, 15 * BILLION),
    (Scale.MEDIUM, 50 * BILLION),
)
CAPITAL_LIMITS = ((Scale.MICRO, BILLION), (Scale.SMALL, 5 * BILLION), (Scale.MEDIUM, 10 * BILLION))

# Only bands inside one class: Rp300 million to Rp2.5 billion crosses the Rp2 billion line.
SALES_BAND_SCALE = {SalesBand.TO_300M: Scale.MICRO}
CAPITAL_BAND_SCALE = {CapitalBand.TO_50M: Scale.MICRO, CapitalBand.TO_500M: Scale.MICRO}


@dataclass(frozen=True)
class Classified:
    """A scale and the criterion it follows from; both empty when nothing decides."""

    scale: str = ""
    basis: str = ""


def by_limits(value: int, limits: tuple[tuple[Scale, int], ...]) -> str:
    """The class of `value` in rupiah; "" above the last limit, which is no UMKM any more."""
    return next((scale.value for scale, limit in limits if value <= limit), "")


def classify(
    *,
    annual_sales: int | None = None,
    capital: int | None = None,
    sales_band: str = "",
    capital_band: str = "",
) -> Classified:
    """Return the class that the known figures give, values before bands, sales before capital.

    Net worth of the 2008 law is not capital of the 2021 one, so its band decides last.
    """
    if annual_sales is not None:
        scale = by_limits(annual_sales, SALES_LIMITS)
        return Classified(scale, ScaleBasis.SALES.value) if scale else Classified()
    if capital is not None:
        scale = by_limits(capital, CAPITAL_LIMITS)
        return Classified(scale, ScaleBasis.CAPITAL.value) if scale else Classified()
    if sales_band:
        scale = SALES_BAND_SCALE.get(sales_band, "")
        return Classified(scale, ScaleBasis.SALES_BAND.value) if scale else Classified()
    if capital_band in CAPITAL_BAND_SCALE:
        return Classified(CAPITAL_BAND_SCALE[capital_band].value, ScaleBasis.CAPITAL_BAND.value)
    return Classified()
