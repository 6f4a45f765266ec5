from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class RegistryConfig(AppConfig):
    name = "umkm_registry"


class RegistryAdminConfig(AdminConfig):
    default_site = "umkm_registry.admin_site.BackOfficeSite"
