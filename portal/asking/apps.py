from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AskingConfig(AppConfig):
    name = "portal.asking"
    verbose_name = _("questions of readers")
