"""What of a project can be counted, read in a constant number of queries, as JSON holds it: texts by language."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import F, Q, Sum
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from directory.models import NetworkMember, Organisation, Place, Term
from events.models import AttendanceTally, Event, EventSeries, Invitation
from networks.models import Agreement, AgreementParty, Post
from portal.publicity.models import PublicityItem
from portal.readers.models import ReaderCount, shown
from services.models import Service

CODES = settings.MODELTRANSLATION_LANGUAGES
NAMES = [build_localized_fieldname("name", code) for code in CODES]


def names_of(queryset):
    """{key: {language: name}} of records."""
    return {pk: _texts(names) for pk, *names in queryset.order_by().values_list("pk", *NAMES)}


def _texts(names):
    return {code: name for code, name in zip(CODES, names, strict=True) if name}


def moment(day):
    """The midnight that a day begins with."""
    return timezone.make_aware(datetime.combine(day, time()))


def within(field, start, end):
    """A condition for days; None leaves the beginning open."""
    found = Q(**{f"{field}__lte": end})
    return found & Q(**{f"{field}__gte": start}) if start else found


class Facts:
    """Everything countable of one project from ``start`` (None: from the beginning) to ``end``.

    ``records`` holds what lists and annexes say of each record under its key; the lists hold (key, day, …) to count.
    """

    def __init__(self, project, start, end):
        self.project, self.start, self.end = project, start, end
        self.now = timezone.now()
        self.records, self.names = {}, {"project": _texts([getattr(project, name) for name in NAMES])}
        self.kinds = dict(Term.objects.of("event_kind").values_list("pk", "code"))
        self._name("kind", Term.objects.of("event_kind"))

    def _name(self, kind, queryset):
        self.names |= {f"{kind}:{pk}": texts for pk, texts in names_of(queryset).items()}

    # --- Events

    def dates(self):
        """Dates of the project's events, called off ones too; drafts and examples are none."""
        series = EventSeries.objects.filter(project=self.project, is_example=False, published_at__lte=self.now)
        dates = Event.objects.filter(series__in=series, starts_at__lt=moment(self.end + timedelta(days=1)))
        return dates.filter(starts_at__gte=moment(self.start)) if self.start else dates

    def load_events(self):
        """Fill ``events`` with (key, day, code of the kind, minutes or None, {group: people} or None), held ones."""
        series = {row[0]: row for row in self._series()}
        heads = self._heads()
        self.events, places, zone = [], set(), timezone.get_current_timezone()
        fields = ("pk", "series_id", "starts_at", "ends_at", "status", "place_id")
        for pk, series_id, starts, ends, status, own_place in (
            self.dates().order_by("starts_at", "pk").values_list(*fields)
        ):
            if series_id not in series:
                continue  # made since the last line but one
            _pk, kind, is_all_day, usual_place = series[series_id]
            place, key, local = own_place or usual_place, f"event:{pk}", starts.astimezone(zone)
            day = local.date()
            places.add(place)
            is_held = ends < self.now and status not in Event.CALLED_OFF
            counted = heads.get(pk) if is_held else None
            self.records[key] = {
                "name": f"series:{series_id}",
                "day": day.isoformat(),
                "time": "" if is_all_day else f"{local:%H:%M}",
                "kind": f"kind:{kind}",
                "place": f"place:{place}" if place else "",
                "state": "held" if is_held else "called_off" if status in Event.CALLED_OFF else "planned",
                "heads": sum(counted.values()) if counted is not None else None,
            }
            if is_held:
                minutes = None if is_all_day else round((ends - starts).total_seconds() / 60)
                self.events.append((key, day, self.kinds.get(kind, ""), minutes, counted))
        self._name("series", EventSeries.objects.filter(pk__in=series))
        self._name("place", Place.objects.filter(pk__in=places))

    def _series(self):
        series = EventSeries.objects.filter(project=self.project, is_example=False, published_at__lte=self.now)
        return series.order_by().values_list("pk", "kind_id", "is_all_day", "place_id")

    def _heads(self):
        """{date: {group: people}} of the dates where somebody counted."""
        found = {}
        tallies = AttendanceTally.objects.filter(event__in=self.dates().values("pk")).order_by()
        for event, group, people in tallies.values_list("event_id", "group").annotate(people=Sum("count")):
            found.setdefault(event, {})[group] = people
        return found

    def heads_apart(self, first_day):
        """[group, sex, age band, people] of the events held from ``first_day`` on."""
        dates = self.dates().filter(starts_at__gte=moment(first_day), ends_at__lt=self.now)
        held = dates.exclude(status__in=Event.CALLED_OFF)
        tallies = AttendanceTally.objects.filter(event__in=held.values("pk")).order_by("group", "sex", "age_band")
        counted = tallies.values_list("group", "sex", "age_band").annotate(people=Sum("count"))
        return [list(row) for row in counted]

    def load_invitations(self):
        """Fill ``invitations`` with (key, day, whether they came)."""
        held = {key: day for key, day, *_rest in self.events}
        self.invitations = []
        rows = Invitation.objects.filter(event__in=self.dates().values("pk"), event__ends_at__lt=self.now)
        for pk, event, organisation, group, came in rows.order_by("pk").values_list(
            "pk", "event_id", "organisation_id", "group_name", "came"
        ):
            if day := held.get(f"event:{event}"):
                key = f"invitation:{pk}"
                name = f"organisation:{organisation}" if organisation else f"group:{pk}"
                if group:
                    self.names[name] = {"": group}
                self.records[key] = {"name": name, "day": day.isoformat(), "came": came, "event": f"event:{event}"}
                self.invitations.append((key, day, came))

    # --- What else there is

    def load_agreements(self):
        """Agreements by the day of their last signature, those that were ended since too."""
        rows = Agreement.objects.filter(within("date_signed", self.start, self.end), project=self.project)
        rows = rows.filter(is_example=False).order_by("date_signed", "pk")
        self.agreements, parties = [], self._parties(rows)
        for pk, day, kind, through, *names in rows.values_list("pk", "date_signed", "kind", "valid_through", *NAMES):
            key = f"agreement:{pk}"
            self.names[key] = _texts(names)
            through = through.isoformat() if through else ""
            self.records[key] = {
                "name": key, "day": day.isoformat(), "kind": kind, "through": through, "parties": parties.get(pk, [])
            }  # fmt: skip
            self.agreements.append((key, day))

    def _parties(self, agreements):
        found = {}
        rows = AgreementParty.objects.filter(agreement__in=agreements.order_by().values("pk")).order_by("pk")
        for agreement, organisation in rows.values_list("agreement_id", "organisation_id"):
            found.setdefault(agreement, []).append(f"organisation:{organisation}")
        return found

    def load_members(self):
        """Members of the network that had joined, and had not left, by the end; those only invited are listed too."""
        rows = NetworkMember.objects.filter(project=self.project).order_by("position", "pk")
        self.members, roles = [], [build_localized_fieldname("role", code) for code in CODES]
        for organisation, joined, left, *texts in rows.values_list("organisation_id", "joined_on", "left_on", *roles):
            key = f"organisation:{organisation}"
            self.names[f"role:{organisation}"] = _texts(texts)
            is_member = bool(joined) and joined <= self.end and not (left and left <= self.end)
            day = joined.isoformat() if is_member else ""
            self.records[f"member:{organisation}"] = {"name": key, "day": day, "role": f"role:{organisation}"}
            if is_member:
                self.members.append((f"member:{organisation}", joined))

    def load_publicity(self):
        """Items that appeared by the end, and those without a day, which are not counted."""
        rows = PublicityItem.objects.filter(project=self.project, is_example=False).select_related("project")
        rows = rows.filter(within("published_on", self.start, self.end) | Q(published_on=None)).defer("printed")
        self.publicity = []
        for item in rows.order_by(F("published_on").asc(nulls_last=True), "pk"):
            key = f"publicity:{item.pk}"
            self.names[key] = {"": item.title}
            self.records[key] = {
                "name": key,
                "day": item.published_on.isoformat() if item.published_on else "",
                "kind": item.kind,
                "language": item.language,
                "medium": item.medium,
                "reach": item.reach,
                "link": item.link,
                "shortcomings": item.shortcomings,
            }
            if item.published_on:
                self.publicity.append((key, item.published_on, item.kind))

    def load_services(self):
        """Services that the project pays for, by the day they became public."""
        rows = Service.objects.filter(project=self.project, is_example=False, published_at__lte=self.now)
        rows = rows.filter(published_at__lt=moment(self.end + timedelta(days=1))).order_by("published_at", "pk")
        rows = rows.filter(published_at__gte=moment(self.start)) if self.start else rows
        self.services = []
        for pk, published, *names in rows.values_list("pk", "published_at", *NAMES):
            day = timezone.localdate(published)
            self.names[f"service:{pk}"] = _texts(names)
            self.records[f"service:{pk}"] = {"name": f"service:{pk}", "day": day.isoformat()}
            self.services.append((f"service:{pk}", day))

    def load_cards(self):
        """Confirmations of cards: a post and a day on which somebody said that its card is right."""
        rows = Post.history.filter(within("assured_on", self.start, self.end), project=self.project, is_example=False)
        self.cards, posts = [], set()
        for post, day in rows.order_by("assured_on", "id").values_list("id", "assured_on").distinct():
            key = f"card:{post}:{day}"
            posts.add(post)
            self.records[key] = {"name": f"post:{post}", "day": day.isoformat()}
            self.cards.append((key, day))
        self._name("post", Post.objects.filter(pk__in=posts))

    def load_readers(self, first_day):
        """(key, readings in the period, all readings) of the project's page and of what it paid for."""
        pages = Q(kind__in=["networks:project", "funder_report:results"], record=self.project.slug)
        for kind, model in (("events:detail", EventSeries), ("services:detail", Service)):
            slugs = model.objects.filter(project=self.project, is_example=False).values("slug")
            pages |= Q(kind=kind, record__in=slugs)
        rows = ReaderCount.objects.filter(pages & within("day", self.start, self.end)).order_by("kind", "record")
        lately = Sum("count", filter=Q(day__gte=first_day), default=0)
        self.readers = []
        for kind, record, recent, total in rows.values_list("kind", "record").annotate(
            recent=lately, total=Sum("count")
        ):
            key = f"page:{kind}:{record}"
            self.names[key] = {"": record}
            self.records[key] = {"name": key, "day": "", "kind": kind}
            self.readers.append((key, recent, total))

    def load(self, first_day):
        """Read everything; the names of organisations come last, when it is known which."""
        self.load_events()
        self.load_invitations()
        self.load_agreements()
        self.load_members()
        self.load_publicity()
        self.load_services()
        self.load_cards()
        self.load_readers(first_day)
        found = {record["name"] for record in self.records.values()}
        found |= {party for record in self.records.values() for party in record.get("parties", ())}
        keys = {int(key.partition(":")[2]) for key in found if key.startswith("organisation:")}
        self._name("organisation", Organisation.objects.filter(pk__in=keys))


def said(count):
    """A number of readings as it may be said: None stands for "fewer than 5"."""
    return shown(count)
