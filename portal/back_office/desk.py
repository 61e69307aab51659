"""The desk: the first page of the back office. What waits for whoever looks, what is to be checked, what ends soon.

Every line is a count that leads to the list it counts: line and list ask the same question of the same records. All
counts together are three queries, however many lines there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import methodcaller

from django.contrib import admin
from django.db.models import CharField, Count, DateTimeField, Min, Model, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from content.admin.piles import piles
from content.languages import resolution_order
from content.letters.models import UndeliveredLetter
from content.models import Content
from content.pagination import paginate
from directory.models import ApprovalRequest, Municipality
from directory.models.reach import hard_to_reach
from directory.territory.admin import TerritoryAdmin
from directory.territory.rule import territory_of
from events.models import EventSeries
from feedback.models import EmptySearch, Report
from jobs.models import JobPosting, JobSubmission
from networks.models import Agreement, ChangeProposal, ConfirmationRequest, Post, VolunteerOffer
from portal.agency.texts import languages_of
from portal.asking.models import ReaderQuestion
from services.models import Grant, Service

# What staff see of one page of a pile.
PER_PAGE = 50
NOBODY_ELSE = "administer"


@dataclass(frozen=True)
class Line:
    """``found`` asks the records that ``query`` filters their list by; ``to`` is the right of those it is shown to."""

    title: str
    model: type[Model]
    found: Callable
    query: str
    since: str = ""
    to: str = "change"
    of: type[Model] | None = None
    # Of the whole country: not for whoever works for certain municipalities.
    is_of_staff: bool = False

    def is_for(self, user):
        """Whether it is this person's work: a right on the records, or on those they belong to."""
        meta = (self.of or self.model)._meta
        if self.is_of_staff and territory_of(user).is_bound:
            return False
        return user.is_superuser or (
            self.to != NOBODY_ELSE and user.has_perm(f"{meta.app_label}.{self.to}_{meta.model_name}")
        )

    def records(self, request):
        return self.found(own_records(request, self.model))

    @property
    def address(self):
        return f"{list_of(self.model)}?{self.query}"


@dataclass(frozen=True)
class Row:
    """One line as it is shown: how many, the way to them, and the day of the first."""

    title: str
    count: int
    address: str
    first: datetime | None = None


waiting, ending = methodcaller("waiting"), methodcaller("ending_soon")
approval = ApprovalRequest.awaiting
WAITING = [
    Line(_("Submitted jobs"), JobSubmission, waiting, "waiting=yes", "waiting_since"),
    Line(_("Reports of mistakes"), Report, waiting, "waiting=yes", "created_at"),
    Line(_("Questions of readers"), ReaderQuestion, waiting, "waiting=yes", "waiting_since", to="answer"),
    Line(_("Offers of help"), VolunteerOffer, waiting, "waiting=yes", "created_at", to="vet"),
    Line(_("Proposed changes of cards"), ChangeProposal, waiting, "waiting=yes", "created_at"),
    Line(
        _("Events of coordinators to publish"),
        EventSeries,
        approval,
        "approval=yes",
        "created_at",
        is_of_staff=True,
    ),
    Line(
        _("Services of coordinators to publish"),
        Service,
        approval,
        "approval=yes",
        "created_at",
        is_of_staff=True,
    ),
    Line(
        _("Coordinators who answered neither of two letters"),
        ConfirmationRequest,
        methodcaller("unanswered_twice"),
        "waiting=twice",
        "escalated_at",
        of=Post,
    ),
    Line(_("Letters that did not arrive"), UndeliveredLetter, waiting, "waiting=yes", "created_at"),
    Line(
        _("Failed tasks"),
        ProcrastinateJob,
        methodcaller("filter", status="failed"),
        "status__exact=failed",
        to=NOBODY_ELSE,
    ),
    Line(
        _("Staff without a second factor"),
        User,
        methodcaller("without_second_factor"),
        "second_factor=none",
        to=NOBODY_ELSE,
    ),
]
ENDING = [
    Line(_("Services whose money ends within 90 days"), Service, ending, "end=soon", "valid_through", "view"),
    Line(_("Agreements that end within 60 days"), Agreement, ending, "ends=soon", "valid_through", "view"),
    Line(_("Jobs that end within 5 days"), JobPosting, ending, "end=soon", "valid_through", "view"),
    Line(_("Grants whose applications close within 30 days"), Grant, ending, "end=soon", to="view"),
]
UNFINISHED = [
    Line(_("Municipalities whose authority is hard to reach"), Municipality, hard_to_reach, "office=incomplete"),
]
MISSED = [
    Line(_("Searches in vain, this week and the last"), EmptySearch, methodcaller("recent"), "recent=yes", to="view"),
]
# Heading; the piles below it, by the beginning of their names; the lines below it; what is said of the first record.
PARTS = [
    (_("Waits for you"), (), WAITING, "since"),
    (_("To be checked"), ("review", "unchecked"), [], ""),
    (_("Languages"), ("missing", "outdated"), [], ""),
    (_("Ends soon"), ("scheduled",), ENDING, "first"),
    (_("Not finished"), ("drafts",), UNFINISHED, ""),
    (_("Missed by readers"), (), MISSED, ""),
]


def parts(request):
    """The parts of the desk that have something for whoever looks; within a part, what waits longest comes first."""
    lines, by_pile = rows_of_lines(request), amounts(request)
    found = []
    for title, beginnings, of_part, words in PARTS:
        rows = [
            Row(each.title, sum(by_pile[each.name].values()), reverse("admin:pile", args=[each.name]))
            for each in piles()
            if each.name in by_pile and each.name.startswith(beginnings or "no pile")
        ]
        mine = [lines[line.title] for line in of_part if line.title in lines]
        rows += sorted(mine, key=lambda row: (row.first is None, row.first.timestamp() if row.first else 0))
        if rows:
            found.append({"title": title, "rows": rows, "words": words})
    return found


def rows_of_lines(request):
    """Title -> Row of the lines that have records; one query."""
    mine = {
        str(number): line
        for number, line in enumerate([*WAITING, *ENDING, *UNFINISHED, *MISSED])
        if line.is_for(request.user)
    }
    asked = [_counted(request, line, number) for number, line in mine.items()]
    counted = asked[0].union(*asked[1:], all=True) if asked else []
    return {
        mine[number].title: Row(mine[number].title, count, mine[number].address, first)
        for number, count, first in counted
        if count
    }


def _counted(request, line, number):
    nothing = Value(None, output_field=DateTimeField())
    first = Cast(Min(line.since), DateTimeField()) if line.since else nothing
    found = plain(line.records(request)).annotate(desk_line=Value(number)).values("desk_line")
    return found.annotate(desk_count=Count("pk"), desk_first=first).values_list("desk_line", "desk_count", "desk_first")


def amounts(request):
    """Name of a pile -> {model: how many of its records lie there}, of the kinds this person may see; two queries."""
    models = {model._meta.label: model for model in seen_models(request)}
    found = {}
    for of_published in (True, False):
        some = [each for each in piles() if each.of_published is of_published]
        asked = [_piled(request, model, some) for model in models.values()]
        for label, *counts in asked[0].union(*asked[1:], all=True) if asked else []:
            for each, count in zip(some, counts, strict=True):
                if count:
                    found.setdefault(each.name, {})[models[label]] = count
    return found


def _piled(request, model, some):
    base = (
        plain(some[0].base(own_records(request, model)))
        .annotate(desk_kind=Value(model._meta.label))
        .values("desk_kind")
    )
    counts = {f"in_{each.name}": Count("pk", filter=each.condition(model)) for each in some}
    return base.annotate(**counts).values_list("desk_kind", *counts)


def plain(queryset):
    """The same records without order, and without modeltranslation, which mixes the columns of a union up."""
    return QuerySet(queryset.model, query=queryset.all().query).order_by()


def own_records(request, model):
    """The records of a kind that whoever looks works with."""
    found, territory = model._default_manager, territory_of(request.user)
    is_bound = territory.is_bound and isinstance(admin.site._registry.get(model), TerritoryAdmin)
    return territory.seen(found.all()) if is_bound else found


def seen_models(request):
    """The kinds of record this person may see in the back office."""
    site = admin.site._registry
    return [model for model in site if issubclass(model, Content) and site[model].has_view_permission(request)]


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


# --- One pile: records of all kinds


def pile_page(request, pile):
    """What the page of a pile shows: a page of its records, who lies longest first, and how many there are by kind."""
    models = {model._meta.label: model for model in seen_models(request)}
    asked = [_named(request, model, pile) for model in models.values()]
    records = asked[0].union(*asked[1:], all=True).order_by("desk_since", "desk_kind", "pk") if asked else []
    page = paginate(request, records, PER_PAGE)
    kinds = amounts(request).get(pile.name, {})
    return {
        "page": page,
        "is_of_texts": pile.name.startswith(("missing", "outdated")) and bool(languages_of(request)),
        "rows": [(name or "–", capfirst(models[label]._meta.verbose_name), _page_of(pile, models[label], pk), since)
                 for label, pk, name, since in page.object_list],
        "kinds": [
            (capfirst(model._meta.verbose_name_plural), count, f"{list_of(model)}?pile={pile.name}")
            for model, count in kinds.items()
        ],
    }  # fmt: skip


def _named(request, model, pile):
    columns = [build_localized_fieldname("name", code) for code in resolution_order(get_language())]
    name = Cast(Coalesce(*(NullIf(column, Value("")) for column in columns)), CharField())
    since = Cast(pile.since, DateTimeField())
    found = plain(pile.of(own_records(request, model))).annotate(desk_kind=Value(model._meta.label))
    return found.annotate(shown=name, desk_since=since).values_list("desk_kind", "pk", "shown", "desk_since")


def _page_of(pile, model, pk):
    """The page on which it is put right: that of translating for texts that are missing or no longer fit."""
    verb, _underscore, language = pile.name.partition("_")
    if verb in {"missing", "outdated"}:
        return reverse("admin:translate", args=[model._meta.label_lower, pk, language])
    return _form_of(model, pk)


def _form_of(model, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
