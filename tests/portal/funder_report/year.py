"""A year of a made-up project: events, counts, agreements, items."""

from datetime import UTC, date, datetime, timedelta

from directory.models import HeadCountLine, NetworkMember, Term
from events.models import AttendanceTally, Event, Invitation
from networks.models import Agreement
from portal.funder_report.models import Indicator
from portal.publicity.models import PublicityItem
from portal.readers.models import ReaderCount
from services.models import Service
from tests import factories as make

# A quiet morning after the year.
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
START, END = date(2024, 10, 1), date(2028, 12, 31)
INDICATORS = [
    ("E", "events", {"target": 40}),
    ("T", "events", {"kinds": ["training"], "target": 10}),
    ("H", "hours", {"kinds": ["training"]}),
    ("P", "participants", {"target": 3000}),
    ("S", "participants", {"kinds": ["training"], "groups": ["staff", "resident"]}),
    ("I", "invited", {}),
    ("C", "came", {"target": 10}),
    ("A", "agreements", {"target": 4}),
    ("N", "members", {}),
    ("L", "publicity", {"publicity_kinds": ["leaflet", "page"]}),
    ("V", "services", {}),
    ("R", "readers", {"is_public": False}),
]


def add_indicator(project, code, counted, kinds=(), **more):
    names = {"name_lt": f"Rodiklis {code}", "name_en": f"Indicator {code}", "name_ru": f"Показатель {code}"}
    made = Indicator.objects.create(project=project, code=code, counted=counted, **names, **more)
    made.event_kinds.set([kind_of(code) for code in kinds])
    return made


def kind_of(code):
    return make.make_term(Term.Vocabulary.EVENT_KIND, code)


def fill(project, luck):
    """Records on random days around the year, some of which must not be counted."""
    place, organiser = make.make_place(), make.make_organisation()
    series = [
        make.make_event(starts_at=None, project=project, kind=kind_of(kind), place=place, organiser=organiser, **more)
        for kind, more in [
            ("training", {}),
            ("training", {"visibility": "staff", "is_all_day": True}),
            ("study-visit", {"visibility": "network"}),
            ("leisure", {}),
            ("leisure", {"published_at": None}),
            ("leisure", {"is_example": True}),
        ]
    ]
    members = [make.make_organisation() for _ in range(3)]
    for number, organisation in enumerate(members):
        joined = [date(2024, 11, 5), date(2025, 6, 1), None][number]
        NetworkMember.objects.create(
            project=project, organisation=organisation, joined_on=joined, role_lt="Kaimynai", role_en="Neighbours"
        )
    dates = Event.objects.bulk_create(random_dates(series, luck))
    AttendanceTally.objects.bulk_create(
        tally for date_ in dates if date_.starts_at < NOW and luck.random() < 0.8 for tally in heads(date_, luck)
    )
    for date_ in dates[::4]:
        came = luck.choice([True, True, False, None]) if date_.starts_at < NOW else None
        Invitation.objects.create(event=date_, organisation=luck.choice(members), came=came)
        Invitation.objects.create(event=date_, group_name="Bendruomenė „Kartu“", came=came)
    # The last minutes of the year in Vilnius, and the first of the next.
    make.make_date(
        series[0], datetime(2025, 12, 31, 21, 30, tzinfo=UTC), ends_at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    )
    make.make_date(series[0], datetime(2025, 12, 31, 22, 5, tzinfo=UTC), ends_at=datetime(2026, 1, 1, 1, tzinfo=UTC))
    for signed in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        make.make_agreement(project=project, date_signed=signed)
    make.make_agreement(project=project, state=Agreement.State.DRAFT)
    make.make_agreement(project=project, date_signed=date(2025, 5, 5), is_example=True)
    for kind, day in [
        ("leaflet", date(2025, 2, 2)),
        ("page", None),
        ("video", date(2025, 3, 3)),
        ("page", date(2024, 12, 1)),
    ]:
        PublicityItem.objects.create(project=project, kind=kind, published_on=day, title=f"Item {kind}", language="lt")
    for published in ("2024-12-01T10:00Z", "2025-04-01T10:00Z"):
        make.make_service(project=project, published_at=published)
    slugs = [*Service.objects.filter(project=project).values_list("slug", flat=True)]
    ReaderCount.objects.create(day=date(2025, 3, 1), kind="services:detail", record=slugs[0], language="lt", count=3)
    ReaderCount.objects.create(
        day=date(2025, 3, 2), kind="networks:project", record=project.slug, language="ru", count=70
    )
    ReaderCount.objects.create(
        day=date(2024, 12, 2), kind="networks:project", record=project.slug, language="lt", count=9
    )


def random_dates(series, luck):
    start = datetime(2024, 8, 1, 15, 30, tzinfo=UTC)
    for number in range(60):
        begins = start + timedelta(days=luck.randrange(590), minutes=15 * luck.randrange(30), seconds=number)
        length = timedelta(minutes=luck.choice([45, 90, 120, 500]))
        status = luck.choice(["scheduled"] * 8 + ["rescheduled", "cancelled", "postponed"])
        which = series[number % len(series)]
        yield Event(series=which, recurrence_id=begins, starts_at=begins, ends_at=begins + length, status=status)


def heads(event, luck):
    """Counts by the portal's own bands and by those of a fund."""
    for group in AttendanceTally.Group.values:
        for band in luck.sample(["0-17", "18-59", "60+", "18-60", "61+"], 2):
            sex = luck.choice(["female", "male"])
            yield AttendanceTally(event=event, group=group, sex=sex, age_band=band, count=luck.randrange(30))


def ask_for_bands(project, *bands):
    for first, last in bands:
        line = HeadCountLine(project=project, dimension="age", from_age=first, to_age=last)
        line.clean()
        line.save()
