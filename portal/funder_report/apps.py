from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FunderReportConfig(AppConfig):
    name = "portal.funder_report"
    verbose_name = _("funder report")
