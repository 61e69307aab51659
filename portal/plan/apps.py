from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    name = "portal.plan"
    verbose_name = _("first 90 days")
