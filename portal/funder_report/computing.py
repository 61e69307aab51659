"""The one computation behind the screen, the spreadsheet, the PDF, the public page and what is frozen.

The result is plain JSON: facts, keys and numbers, texts in all languages, no sentence of any language.
"""

from decimal import Decimal

from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from portal.funder_report.models import Counted, ReportPeriod
from portal.funder_report.sources import CODES, Facts, said


def compute(project, first_day, last_day):
    """The report of ``project`` on the days from ``first_day`` to ``last_day``, as of now."""
    indicators = list(project.indicators.prefetch_related("event_kinds"))
    # What was reached is counted from the start of the project or of the indicator, the rest from ``first_day``.
    starts = [first_day, *(indicator.first_day for indicator in indicators)]
    facts = Facts(project, None if None in starts else min(starts), last_day)
    facts.load(first_day)
    period = ReportPeriod.objects.filter(project=project, first_day=first_day, last_day=last_day).first()
    return {
        "project": _project(project),
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "computed_on": timezone.localdate().isoformat(),
        "figures": [figure(indicator, facts, first_day) for indicator in indicators],
        "heads": facts.heads_apart(first_day),
        "lines": _lines(project),
        "annexes": _annexes(facts, first_day),
        "records": facts.records,
        "names": facts.names,
        "texts": {part: getattr(period, part) if period else "" for part in ReportPeriod.PARTS},
    }


def _in_languages(record, field):
    texts = {code: getattr(record, build_localized_fieldname(field, code)) for code in CODES}
    return {code: text for code, text in texts.items() if text}


def _project(project):
    return {
        "pk": project.pk,
        "identifier": project.identifier,
        "language": project.source_language,
        "programme": _in_languages(project, "programme"),
        "disclaimer": _in_languages(project, "disclaimer"),
        "emblem": project.emblem_variant,
    }


def _lines(project):
    """What the fund wants told apart; empty where the portal's own lines hold."""
    lines = project.head_count_lines.all()
    return [[line.dimension, line.code, _in_languages(line, "name")] for line in lines]


def _annexes(facts, first_day):
    """Keys of what stands in the annexes: all of the period, and what has no day."""
    start = first_day.isoformat()
    found = {name: [] for name in ("event", "invitation", "agreement", "member", "publicity")}
    for key, record in facts.records.items():
        kind = key.partition(":")[0]
        if kind in found and (kind == "member" or not record["day"] or record["day"] >= start):
            found[kind].append(key)
    return found


# --- Figures


def figure(indicator, facts, first_day):
    """One indicator: its number in the period, what was reached in all, and the records that were counted."""
    start, end = indicator.first_day, indicator.last_day
    counted, notes = COUNTERS[indicator.counted](indicator, facts)
    rows = [
        (key, amount, recent if recent is not None or day is None else amount if day >= first_day else None)
        for key, day, amount, recent in counted
        if day is None or ((start is None or day >= start) and (end is None or day <= end))
    ]
    is_readers = indicator.counted == Counted.READERS
    return {
        **_promise(indicator),
        "value": _sum(recent for _key, _amount, recent in rows if recent is not None),
        "reached": _sum(amount for _key, amount, _recent in rows),
        "records": [
            # Of pages hardly anybody read, the number stays unsaid.
            [key, said(recent) if is_readers else recent, said(amount) if is_readers else amount]
            for key, amount, recent in rows
        ],
        "notes": notes,
    }


def _promise(indicator):
    """What the indicator is, as opposed to what was counted."""
    return {
        "code": indicator.code,
        "names": _in_languages(indicator, "name"),
        "units": _in_languages(indicator, "unit"),
        "counted": indicator.counted,
        "kinds": sorted(kind.code for kind in indicator.event_kinds.all()),
        "groups": sorted(indicator.groups),
        "publicity": sorted(indicator.publicity_kinds),
        "target": None if indicator.target is None else plain(indicator.target),
        "is_confirmed": indicator.is_confirmed,
        "is_public": indicator.is_public,
        "since": indicator.since.isoformat() if indicator.since else "",
        "until": indicator.until.isoformat() if indicator.until else "",
    }


def plain(number):
    """A number without empty decimals, as JSON has it."""
    return int(number) if number == int(number) else float(number)


def _sum(amounts):
    return plain(sum((Decimal(str(amount)) for amount in amounts), Decimal()))


def _ones(found):
    return [(key, day, 1, None) for key, day, *_rest in found]


def _events(indicator, facts):
    kinds = {kind.code for kind in indicator.event_kinds.all()}
    return [event for event in facts.events if not kinds or event[2] in kinds]


def events_held(indicator, facts):
    return _ones(_events(indicator, facts)), []


def hours(indicator, facts):
    """Events of whole days have no hours that anybody knows."""
    events = _events(indicator, facts)
    known = [(key, day, round(minutes / 60, 2), None) for key, day, _kind, minutes, _heads in events if minutes]
    return known, [["no_hours", len(events) - len(known)]] if len(known) < len(events) else []


def participants(indicator, facts):
    """People by head-counts, of the indicator's groups; where nobody counted, that is said."""
    events, groups = _events(indicator, facts), set(indicator.groups)
    found = [
        (key, day, sum(people for group, people in heads.items() if not groups or group in groups), None)
        for key, day, _kind, _minutes, heads in events
        if heads is not None
    ]
    return found, [["not_counted", len(events) - len(found)]] if len(found) < len(events) else []


def invited(indicator, facts):
    return _ones(facts.invitations), []


def came(indicator, facts):
    unknown = sum(came is None for _key, _day, came in facts.invitations)
    found = [row for row in facts.invitations if row[2]]
    return _ones(found), [["not_noted", unknown]] if unknown else []


def publicity(indicator, facts):
    kinds = set(indicator.publicity_kinds)
    undated = sum(
        not record["day"] and (not kinds or record["kind"] in kinds)
        for key, record in facts.records.items()
        if key.startswith("publicity:")
    )
    found = [row for row in facts.publicity if not kinds or row[2] in kinds]
    return _ones(found), [["no_day", undated]] if undated else []


def members(indicator, facts):
    waiting = sum(not record["day"] for key, record in facts.records.items() if key.startswith("member:"))
    return _ones(facts.members), [["not_joined", waiting]] if waiting else []


def readers(indicator, facts):
    return [(key, None, total, recent) for key, recent, total in facts.readers], []


COUNTERS = {
    Counted.EVENTS: events_held,
    Counted.HOURS: hours,
    Counted.PARTICIPANTS: participants,
    Counted.INVITED: invited,
    Counted.CAME: came,
    Counted.AGREEMENTS: lambda indicator, facts: (_ones(facts.agreements), []),
    Counted.MEMBERS: members,
    Counted.PUBLICITY: publicity,
    Counted.SERVICES: lambda indicator, facts: (_ones(facts.services), []),
    Counted.CARDS: lambda indicator, facts: (_ones(facts.cards), []),
    Counted.READERS: readers,
}
