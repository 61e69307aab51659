"""What differs today from a frozen report, who changed it since, and when. The frozen report itself never changes."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import NetworkMember, Organisation, Place
from events.models import AttendanceTally, Event, EventSeries, Invitation
from networks.models import Agreement, Post
from portal.funder_report.computing import compute
from portal.funder_report.models import Indicator
from portal.funder_report.outputs.tables import Table, day, name, record_name, shortened, states, text, written
from portal.publicity.models import PublicityItem
from services.models import Service

# Facts of an indicator that make it another promise.
PROMISE = ("names", "units", "target", "counted", "kinds", "groups", "publicity", "since", "until", "is_confirmed")
# Whose history tells of a record, by the beginning of a key, and under which column the key's number stands there.
HISTORIES = {
    "event": [(Event, "id"), (AttendanceTally, "event_id")],
    "series": [(EventSeries, "id")],
    "place": [(Place, "id")],
    "invitation": [(Invitation, "id")],
    "agreement": [(Agreement, "id")],
    "organisation": [(Organisation, "id")],
    "member": [(NetworkMember, "organisation_id")],
    "publicity": [(PublicityItem, "id")],
    "service": [(Service, "id")],
    "post": [(Post, "id")],
    "card": [(Post, "id")],
}


MOST_CHANGES = 5


@dataclass
class Correction:
    """One thing that is different now; ``changes``: pairs of who and when, the latest first."""

    key: str
    what: str
    was: str
    now: str
    changes: list = field(default_factory=list)

    @property
    def changed_by(self):
        """Who changed something about it, and when, in words."""
        told = [
            f"{who or _('the portal itself')}, {timezone.localtime(moment):%Y-%m-%d %H:%M}"
            for who, moment in self.changes
        ]
        return "; ".join(told) or _("no history tells")


def corrections(frozen):
    """All differences between a frozen report and the records as they are, in a constant number of queries."""
    period, old = frozen.period, frozen.report
    new = compute(period.project, period.first_day, period.last_day)
    found = [*_of_indicators(old, new), *_of_records(old, new), *_of_heads(old, new)]
    _tell_changes(found, frozen, old, new)
    return found


def table(found, most=None):
    """Corrections as a table, of more of them the first ``most`` rows; without any it says so."""
    rows = [[each.what, each.was, each.now, each.changed_by] for each in found[:most]]
    columns = [_("What"), _("Frozen"), _("Today"), _("Changed by")]
    note = shortened(len(rows), len(found)) if found else _("Nothing has changed since the report was frozen.")
    return Table(_("Corrections since then"), columns, rows, note=note)


# --- Indicators


def _of_indicators(old, new):
    before, after = ({row["code"]: row for row in report["figures"]} for report in (old, new))
    for code in [*before, *(code for code in after if code not in before)]:
        was, now = before.get(code), after.get(code)
        changed = [part for part in PROMISE if (was or {}).get(part) != (now or {}).get(part)]
        if changed:
            what = f"{code} {text((was or now)['names'])}"
            yield Correction(f"indicator:{code}", what, _promise(was, changed), _promise(now, changed))


def _promise(row, changed):
    if row is None:
        return _("not there")
    labels = {
        "names": _("Title"),
        "units": _("Unit"),
        "target": _("Target"),
        "counted": _("How it is counted"),
        "kinds": _("Kinds of events"),
        "groups": _("Groups of participants"),
        "publicity": _("Kinds of publicity"),
        "since": _("Counted from"),
        "until": _("Counted until"),
        "is_confirmed": _("Confirmed by the fund"),
    }
    return "; ".join(f"{labels[part]}: {_value(row[part])}" for part in changed)


def _value(value):
    if isinstance(value, dict):
        return " / ".join(value.values()) or "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return written(value)


# --- Records


def _of_records(old, new):
    # Where the indicator itself is another one, its own correction says why its records are others.
    before, after = ({row["code"]: _promised(row) for row in report["figures"]} for report in (old, new))
    same = {code for code in before if before[code] == after.get(code)}
    counted = [_counted(report, same) for report in (old, new)]
    for key in dict.fromkeys([*old["records"], *new["records"]]):
        was, now = (_facts(report, key, found.get(key, {})) for report, found in zip((old, new), counted, strict=True))
        if was != now:
            owner = old if key in old["records"] else new
            changed = {part for part in {*was, *now} if was.get(part) != now.get(part)}
            what = f"{record_name(owner, key)} ({day(owner['records'][key]['day']) or '–'})"
            yield Correction(key, what, _said(was, changed), _said(now, changed))


def _promised(row):
    return [row[part] for part in PROMISE]


def _counted(report, codes):
    """{key of a record: {code of a figure: what it counts there, in words}}, of these figures."""
    found = defaultdict(dict)
    for row in report["figures"]:
        for key, _recent, amount in row["records"] if row["code"] in codes else ():
            found[key][row["code"]] = f"{row['code']} ({written(amount)})"
    return found


def _facts(report, key, counted):
    """What the report says of a record, part by part; nothing of one that it does not know."""
    record = report["records"].get(key)
    if record is None:
        return {}
    # In every language: a name that was changed in one of them was changed.
    names = report["names"]
    named = {
        part: names.get(record[part], record[part]) for part in ("name", "kind", "place", "role") if record.get(part)
    }
    plain = {part: value for part, value in record.items() if part not in {"name", "place", "role", "kind", "parties"}}
    if "parties" in record:
        plain["parties"] = ", ".join(name(report, party) for party in record["parties"])
    if "state" in record:
        plain["state"] = states()[record["state"]]
    return {**plain, **named, **({"counted": counted} if counted else {})}


def _said(facts, changed):
    if not facts:
        return _("not there")
    labels = {
        "name": _("Title"),
        "day": _("Day"),
        "time": _("Time"),
        "kind": _("Kind"),
        "place": _("Place"),
        "state": _("State"),
        "heads": _("People"),
        "came": _("Came"),
        "parties": _("Parties"),
        "counted": _("Counted in"),
    }
    parts = [(labels.get(part, part), facts.get(part)) for part in labels if part in changed]
    parts += [(part, facts.get(part)) for part in sorted(changed - labels.keys())]
    return "; ".join(f"{label}: {_value(value)}" for label, value in parts)


# --- People


def _of_heads(old, new):
    """Cells of the head-counts: the sum of an event may be what it was while its parts are not."""
    before, after = ({tuple(cell): people for *cell, people in report["heads"]} for report in (old, new))
    for cell in sorted({*before, *after}):
        was, now = before.get(cell), after.get(cell)
        if was != now:
            yield Correction(
                "heads", _("Head-counts: %(cell)s") % {"cell": ", ".join(cell)}, written(was), written(now)
            )


# --- Who and when


def _tell_changes(found, frozen, old, new):
    """Add to each correction who changed something about it since, and when."""
    heads = [correction for correction in found if correction.key == "heads"]
    wanted = {id(correction): _owners(correction.key, old, new) for correction in found}
    numbers = defaultdict(set)
    for owners in wanted.values():
        for model, column, number in owners:
            numbers[model, column].add(number)
    known = {place: _history(place, values, frozen) for place, values in numbers.items()}
    for correction in found:
        for model, column, number in wanted[id(correction)]:
            correction.changes += known[model, column].get(number, ())
    # The sums of head-counts change because some event did.
    of_events = [change for correction in found if correction.key.startswith("event:") for change in correction.changes]
    of_tallies = [change for changes in _of_tallies(frozen, old, new).values() for change in changes] if heads else []
    for correction in heads:
        correction.changes = of_events + of_tallies
    for correction in found:
        latest = sorted(set(correction.changes), key=lambda change: change[1], reverse=True)
        correction.changes = latest[:MOST_CHANGES]


def _of_tallies(frozen, old, new):
    keys = {key for report in (old, new) for key in report["records"] if key.startswith("event:")}
    return _history((AttendanceTally, "event_id"), {int(key.partition(":")[2]) for key in keys}, frozen)


def _owners(key, old, new):
    """(model, column, number) of all histories that may tell of a key."""
    kind, _colon, number = key.partition(":")
    if kind == "indicator":
        return {(Indicator, "code", number)}
    parts = {key} | {
        report["records"][key].get(part, "") for report in (old, new) if key in report["records"]
        for part in ("name", "place")
    }  # fmt: skip
    split = [part.split(":") for part in parts]
    return {
        (model, column, int(part[1]))
        for part in split
        for model, column in HISTORIES.get(part[0], ())
        if part[1].isdecimal()
    }


def _history(place, numbers, frozen):
    """{number of a record: {(who, when)}} since the report was frozen."""
    model, column = place
    rows = model.history.filter(**{f"{column}__in": numbers}, history_date__gt=frozen.frozen_at)
    if model in {Indicator, NetworkMember}:
        # An organisation may be in several networks, a code in several sets.
        rows = rows.filter(project=frozen.period.project_id)
    found = defaultdict(set)
    for number, person, moment in rows.values_list(column, "history_user__email", "history_date"):
        found[number].add((person or "", moment))
    return found
