"""The menu of the back office: what staff work on, section by section, in their words."""

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

GROUPS = [
    (
        _("Incoming"),
        [
            *("asking.ReaderQuestion", "feedback.Report", "feedback.EmptySearch", "jobs.JobSubmission"),
            *("networks.ChangeProposal", "networks.VolunteerOffer", "content.UndeliveredLetter"),
        ],
    ),
    (_("Events"), ["events.EventSeries", "events.Event", "events.Registration", "events.AttendanceTally"]),
    (_("Services"), ["services.Service", "services.Grant", "services.ServiceAtLocation"]),
    (_("Jobs"), ["jobs.JobPosting", "jobs.ExternalJobSource"]),
    (
        _("Networks"),
        [
            "networks.Post",
            "networks.ConfirmationRequest",
            "networks.Person",
            "networks.Supervision",
            "networks.SecondLine",
            "networks.Agreement",
            "networks.Initiative",
            "directory.Project",
        ],
    ),
    (
        _("Projects and funds"),
        [
            "funder_report.ReportPeriod",
            "funder_report.Indicator",
            "publicity.PublicityItem",
            "readers.ReaderCount",
        ],
    ),
    (_("Living here"), ["guide.GuidePage", "guide.Question", "guide.Statistic", "guide.Word", "plan.PlanTask"]),
    (
        _("Directory"),
        [
            "alerts.Alert",
            "directory.Organisation",
            "directory.Place",
            "directory.Term",
            "needs.NeedAnswer",
            "danger.DangerPhrase",
            "asking.AnswerTemplate",
            "asking.AnsweringPlace",
            "questions.SearchHint",
            "directory.Municipality",
            "directory.County",
            "starter.LoadedRecord",
        ],
    ),
    (_("Accounts"), ["accounts.User", "directory.MunicipalityRight", "auth.Group"]),
]


def groups(request):
    """The groups with those models that the signed-in person may see."""
    found = []
    for title, labels in GROUPS:
        models = [model for model in map(apps.get_model, labels) if _may_see(request, model)]
        items = [_item(model, admin.site._registry[model].has_add_permission(request)) for model in models]
        if items:
            found.append({"title": title, "items": items})
    return found


def _may_see(request, model):
    return model in admin.site._registry and admin.site._registry[model].has_view_permission(request)


def _item(model, may_add):
    meta = model._meta
    link = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    add = reverse(f"admin:{meta.app_label}_{meta.model_name}_add") if may_add else ""
    return {"title": capfirst(meta.verbose_name_plural), "link": link, "name": meta.verbose_name, "add": add}


def own_account(request):
    """What stands behind the own name."""
    return [{"title": _("My account"), "link": reverse("admin:own_account")}]
