from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DangerConfig(AppConfig):
    name = "portal.danger"
    verbose_name = _("danger")
