"""Indicators, and the report: choose, look, open what a figure counts, write, take away, freeze."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from content.admin.history import HistoryAdmin
from content.admin.records import TranslatableAdmin
from directory.models import Project
from portal.funder_report.computing import compute
from portal.funder_report.corrections import corrections, table
from portal.funder_report.forms import IndicatorForm, PeriodForm, TextsForm, usual_periods
from portal.funder_report.models import FrozenReport, Indicator, ReportPeriod, named_to_freeze
from portal.funder_report.outputs import screen
from portal.funder_report.outputs.files import answer_with


@admin.register(Indicator)
class IndicatorAdmin(HistoryAdmin, TranslatableAdmin):
    form = IndicatorForm
    list_display = ["__str__", "project", "counted", "target", "is_confirmed"]
    list_filter = ["project", "counted", "is_confirmed"]
    list_select_related = ["project"]
    search_fields = ["code"]
    autocomplete_fields = ["project", "event_kinds"]


@admin.register(ReportPeriod)
class ReportPeriodAdmin(ModelAdmin):
    """One goes from the project and its period to the report; the rows themselves are nobody's business."""

    def get_urls(self):
        views = [
            ("report/", self.report_view, "report"),
            ("report/report.xlsx", self.file_view, "xlsx"),
            ("report/report.pdf", self.file_view, "pdf"),
            ("report/records/", self.records_view, "records"),
            ("report/texts/", self.texts_view, "texts"),
            ("report/freeze/", self.freeze_view, "freeze"),
            ("frozen/<int:pk>/", self.frozen_view, "frozen"),
            ("frozen/<int:pk>/report.xlsx", self.frozen_file_view, "frozen_xlsx"),
            ("frozen/<int:pk>/report.pdf", self.frozen_file_view, "frozen_pdf"),
            ("frozen/<int:pk>/corrections.xlsx", self.corrections_view, "corrections_xlsx"),
            ("frozen/<int:pk>/corrections.pdf", self.corrections_view, "corrections_pdf"),
            ("frozen/<int:pk>/records/", self.frozen_records_view, "frozen_records"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"funder_report_reportperiod_{name}")
            for route, view, name in views
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Each project with the periods that are usual, a form for others, and what is frozen."""
        self._allow(request)
        return self._choose(request, PeriodForm())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A period is its report."""
        self._allow(request)
        period = get_object_or_404(ReportPeriod, pk=object_id if object_id.isdigit() else None)
        return redirect(address("report", period.project_id, period.first_day, period.last_day))

    # --- The report as it is now

    def report_view(self, request):
        self._allow(request)
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self._choose(request, form)
        period = self._known(form)
        context = {
            "frozen": FrozenReport.objects.defer("content").filter(period=period).first() if period else None,
            "query": query(form),
            "is_outside": form.is_outside,
            "may_write": request.user.has_perm("funder_report.change_reportperiod"),
            **self._freezing(request),
        }
        return self._show(request, "report", self._report(form), **context)

    def file_view(self, request):
        self._allow(request)
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self._choose(request, form)
        return answer_with(request, self._report(form))

    def records_view(self, request):
        self._allow(request)
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self._choose(request, form)
        back = f"{reverse('admin:funder_report_reportperiod_report')}?{query(form)}"
        return self._records(request, self._report(form), back)

    def texts_view(self, request):
        """The texts of a period; once it is frozen they stay."""
        self._allow(request, "funder_report.change_reportperiod")
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self._choose(request, form)
        period = form.get_period() if request.method == "POST" else None
        texts = TextsForm(request.POST or None, instance=period or self._known(form))
        if period and texts.is_valid() and self._do(request, lambda: period.write(texts.cleaned_data)):
            messages.success(request, _("The texts are saved."))
            return redirect(f"{reverse('admin:funder_report_reportperiod_report')}?{query(form)}")
        language = form.cleaned_data["project"].source_language
        return self._page(request, "texts", _("Texts of the report"), form=texts, query=query(form), language=language)

    def freeze_view(self, request):
        """A link only asks; the button freezes, for ever."""
        self._allow(request)
        if not self._freezing(request)["may_freeze"]:
            raise PermissionDenied
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self._choose(request, form)
        if request.method == "POST":
            period = form.get_period()
            if self._do(request, lambda: period.freeze(lambda: self._report(form), request.user)):
                messages.success(request, _("The report is frozen."))
        if frozen := FrozenReport.objects.filter(period=self._known(form)).first():
            return redirect("admin:funder_report_reportperiod_frozen", frozen.pk)
        return self._show(request, "freeze", self._report(form), query=query(form))

    # --- What is frozen

    def frozen_view(self, request, pk):
        """The report as it was, and below it what has changed since."""
        self._allow(request)
        frozen = get_object_or_404(FrozenReport.objects.select_related("period__project"), pk=pk)
        found = corrections(frozen)
        context = {
            "frozen": frozen,
            "corrections": table(found, screen.MOST_CORRECTIONS),
            "amount": len(found),
            "stamp": screen.stamp(frozen),
        }
        return self._show(request, "frozen", frozen.report, **context)

    def frozen_file_view(self, request, pk):
        self._allow(request)
        frozen = get_object_or_404(FrozenReport, pk=pk)
        return answer_with(request, frozen.report, lambda: screen.stamp(frozen))

    def corrections_view(self, request, pk):
        """What is different by now, as a file beside those of the frozen report, which stay as they are."""
        self._allow(request)
        frozen = get_object_or_404(FrozenReport.objects.select_related("period__project"), pk=pk)
        return answer_with(request, frozen.report, lambda: screen.stamp(frozen), lambda: corrections(frozen))

    def frozen_records_view(self, request, pk):
        self._allow(request)
        frozen = get_object_or_404(FrozenReport, pk=pk)
        return self._records(request, frozen.report, reverse("admin:funder_report_reportperiod_frozen", args=[pk]))

    # ---

    def _allow(self, request, right="funder_report.view_reportperiod"):
        if not request.user.has_perm(right):
            raise PermissionDenied

    @staticmethod
    def _freezing(request):
        """Who is named, and whether whoever asks is one of them."""
        named = list(named_to_freeze())
        return {"named": named, "may_freeze": request.user in named}

    @staticmethod
    def _report(form):
        asked = form.cleaned_data
        return compute(asked["project"], asked["first"], asked["last"])

    @staticmethod
    def _known(form):
        asked = form.cleaned_data
        return ReportPeriod.objects.filter(
            project=asked["project"], first_day=asked["first"], last_day=asked["last"]
        ).first()

    @staticmethod
    def _do(request, act):
        """What the act returns; what it refuses is said."""
        try:
            return act() or True
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return None

    def _choose(self, request, form):
        projects = [
            {
                "name": project.text("name"),
                "pk": project.pk,
                "periods": [
                    (name, address("report", project.pk, first, last)) for name, first, last in usual_periods(project)
                ],
            }
            for project in Project.objects.filter(is_example=False).in_order_of_name()
        ]
        frozen = FrozenReport.objects.defer("content").select_related("period__project").order_by("-frozen_at")
        context = {"form": form, "projects": projects, "all_frozen": frozen}
        return self._page(request, "choose", _("Funder reports"), **context)

    def _records(self, request, report, back):
        """What one figure counts: of the period, or with ``all`` of the whole time."""
        code = request.GET.get("figure", "")
        row = next((row for row in report["figures"] if row["code"] == code), None)
        if row is None:
            raise Http404
        context = screen.records_page(request, report, row)
        return self._page(request, "records", context["table"].title, back=back, **context)

    def _show(self, request, template, report, **context):
        return self._page(request, template, screen.heading(report), **screen.of_report(report), **context)

    def _page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return render(request, f"admin/funder_report/{template}.html", context)


def query(form):
    asked = form.cleaned_data
    return parameters(asked["project"].pk, asked["first"], asked["last"])


def parameters(project, first, last):
    return urlencode({"project": project, "first": first.isoformat(), "last": last.isoformat()})


def address(page, project, first, last):
    return f"{reverse(f'admin:funder_report_reportperiod_{page}')}?{parameters(project, first, last)}"
