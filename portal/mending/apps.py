from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MendingConfig(AppConfig):
    name = "portal.mending"
    verbose_name = _("mending of search")
