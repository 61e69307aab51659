from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class BackOfficeConfig(AppConfig):
    name = "portal.back_office"
    verbose_name = _("back office")
    default = True


class KartuAdminConfig(admin.AdminConfig):
    """Django's admin with the portal's own site: its second factor, its language, its policy."""

    default = False
    default_site = "portal.back_office.sites.KartuAdminSite"
