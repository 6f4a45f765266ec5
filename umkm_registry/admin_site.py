"""The back office: Django's admin under the city's name."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class BackOfficeSite(AdminSite):
    """The staff's site. Everything in it needs a log-in and a permission."""

    site_title = _("UMKM register of Kota Kupang")
    site_header = _("UMKM register of Kota Kupang")
    index_title = _("Back office")
    enable_nav_sidebar = True
