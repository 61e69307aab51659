"""A report as tables in the active language. Screen, spreadsheet and PDF show these and nothing of their own."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from content.languages import SPOKEN_LANGUAGES, resolution_order
from content.wording import figure
from directory.models import HeadCountLine
from networks.models import Agreement
from portal.funder_report.heads import AGE, GROUP, SEX, lines_of, word_of
from portal.funder_report.models import Counted, ReportPeriod
from portal.publicity.models import SHORTCOMINGS, PublicityItem
from portal.readers.models import FEWEST_SHOWN, shown


@dataclass
class Table:
    """Rows of texts and numbers under columns; ``keys`` names the record or the figure of each row."""

    title: str
    columns: list
    rows: list
    keys: list = field(default_factory=list)
    note: str = ""

    @property
    def written(self):
        """(key, cells in words) of each row: numbers as the language writes them."""
        keys = self.keys or [""] * len(self.rows)
        return [(key, [written(cell) for cell in row]) for key, row in zip(keys, self.rows, strict=True)]


def written(cell):
    if cell is None or cell == "":
        return "–"
    return cell if isinstance(cell, str) else figure(Decimal(str(cell)))


def text(texts):
    """A text of the report in the active language, or in the next one its readers may read."""
    found = (texts.get(code) for code in resolution_order(get_language()))
    return next((text for text in found if text), None) or texts.get("", "")


def name(report, key):
    return text(report["names"].get(key, {}))


def day(iso):
    return _day(iso, get_language()) if iso else ""


@lru_cache(maxsize=4096)
def _day(iso, language):
    """A long report names the same days again and again."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")


def title(report):
    """ "Report of the project …"."""
    return _("Report to the fund: %(project)s") % {"project": name(report, "project")}


def title_of_corrections(report):
    """ "Corrections to the frozen report …"."""
    return _("Corrections to the frozen report: %(project)s") % {"project": name(report, "project")}


def as_of(today):
    return _("What differs from it on %(date)s") % {"date": day(today.isoformat())}


def period(report):
    return f"{day(report['first_day'])} – {day(report['last_day'])}"


# --- Figures


def figures(report, public=False):
    """What was promised, what was counted; with ``public`` only what everybody may see."""
    found = [row for row in report["figures"] if row["is_public"] or not public]
    columns = [
        *(_("Code"), _("Indicator"), _("Unit"), _("Target"), _("In this period"), _("Reached so far")),
        *(_("Percent of the target"), _("Notes")),
    ]
    rows = [
        [
            row["code"],
            text(row["names"]),
            text(row["units"]),
            row["target"],
            counted(row, row["value"]),
            counted(row, row["reached"]),
            percent(row),
            "; ".join(notes(row)),
        ]
        for row in found
    ]
    none = "" if found else _("The project has not said what it promises in numbers.")
    return Table(_("Indicators"), columns, rows, [row["code"] for row in found], none)


def promises(report):
    """The same for everybody: without what only staff and the fund need."""
    whole = figures(report, public=True)
    kept = [1, 2, 3, 5, 6, 7]
    return Table(
        whole.title, [whole.columns[at] for at in kept], [[row[at] for at in kept] for row in whole.rows], whole.keys
    )


def counted(row, number):
    """The number, or for readings of very few that they are fewer than that."""
    if row["counted"] == Counted.READERS and (number is None or shown(number) is None):
        return _("fewer than %(number)d") % {"number": FEWEST_SHOWN}
    return number


def percent(row):
    """Whole percent of the target, rounded down: 100 means that all of it is reached."""
    if not row["target"] or not isinstance(counted(row, row["reached"]), int | float):
        return None
    return int(Decimal(str(row["reached"])) * 100 / Decimal(str(row["target"])))


def notes(row):
    """What one must know of a figure before relying on it."""
    if row["target"] is None:
        yield _("no target is stated")
    if not row["is_confirmed"]:
        yield _("to be confirmed by the fund")
    for code, amount in row["notes"]:
        yield NOTES[code](amount)


NOTES = {
    "not_counted": lambda amount: (
        ngettext("%(count)d event without a head-count", "%(count)d events without a head-count", amount)
        % {"count": amount}
    ),
    "no_hours": lambda amount: (
        ngettext(
            "%(count)d event of whole days, its hours are not counted",
            "%(count)d events of whole days, their hours are not counted",
            amount,
        )
        % {"count": amount}
    ),
    "not_noted": lambda amount: (
        ngettext(
            "of %(count)d invitation nobody noted whether they came",
            "of %(count)d invitations nobody noted whether they came",
            amount,
        )
        % {"count": amount}
    ),
    "no_day": lambda amount: (
        ngettext("%(count)d item without a day, not counted", "%(count)d items without a day, not counted", amount)
        % {"count": amount}
    ),
    "not_joined": lambda amount: (
        ngettext(
            "%(count)d organisation invited that has not joined as far as we know",
            "%(count)d organisations invited that have not joined as far as we know",
            amount,
        )
        % {"count": amount}
    ),
}


def records(report, row, with_all=True):
    """The records that a figure counts; without ``with_all`` only those of the period."""
    found = [entry for entry in row["records"] if with_all or entry[1] is not None]
    rows = [
        [day(report["records"][key]["day"]), record_name(report, key), _amount(row, recent), _amount(row, amount)]
        for key, recent, amount in found
    ]
    columns = [_("Day"), _("Record"), _("In this period"), _("Reached so far")]
    return Table(text(row["names"]), columns, rows, [key for key, *_rest in found])


def _amount(row, amount):
    if row["counted"] == Counted.READERS:
        return counted(row, amount)
    return 0 if amount is None else amount


def record_name(report, key):
    """What a record is called; an invitation also says to what."""
    record = report["records"][key]
    own = name(report, record["name"])
    if "event" in record:
        return f"{own} – {record_name(report, record['event'])}"
    return own


# --- People


def people(report):
    """Participants of the period by group, sex and age; what cannot be told is said."""
    titles = {GROUP: _("Participants by group"), SEX: _("Participants by sex"), AGE: _("Participants by age")}
    return [_people(report, dimension, titles[dimension]) for dimension in (GROUP, SEX, AGE)]


def _people(report, dimension, heading):
    lines = lines_of(report, dimension)
    rows = [
        [capfirst(text(line.texts) or word_of(line, dimension)), line.people, _about(line)]
        for line in lines
        if line.is_asked or line.people
    ]
    label = HeadCountLine.Dimension(dimension).label
    return Table(heading, [capfirst(str(label)), _("People"), _("Notes")], rows)


def _about(line):
    if not line.is_asked:
        return _("counted before under these words")
    if not line.unclear:
        return ""
    words = ngettext(
        "%(count)d person more was counted in other age bands: cannot be derived",
        "%(count)d people more were counted in other age bands: cannot be derived",
        line.unclear,
    )
    return words % {"count": line.unclear}


# --- Annexes


def annexes(report, most=None):
    """All tables of the annexes that have a row; of a longer one the first ``most`` rows, and it says so."""
    found = [table(report, most) for table in (events, invitations, agreements, members, publicity)]
    return [table for table in found if table.rows]


def _annex(report, kind, most, heading, columns, row):
    every = report["annexes"][kind]
    keys = every[:most]
    return Table(
        heading, columns, [row(report["records"][key]) for key in keys], keys, shortened(len(keys), len(every))
    )


def shortened(amount, every):
    """That there are more rows than are shown, and where they stand; nothing where all are shown."""
    note = _("%(count)d rows are shown here; the spreadsheet has all %(all)d.")
    return note % {"count": amount, "all": every} if amount < every else ""


def states():
    """What became of an event, in words."""
    return {
        "held": pgettext("an event", "held"),
        "planned": pgettext("an event", "planned"),
        "called_off": pgettext("an event", "called off"),
    }


def events(report, most):
    words = states()

    def row(record):
        names = [name(report, record[part]) for part in ("name", "kind", "place")]
        when = f"{day(record['day'])} {record['time']}".strip()
        return [when, *names, words[record["state"]], record["heads"] if record["state"] == "held" else ""]

    columns = [_("Day"), _("Event"), _("Kind"), _("Place"), _("State"), _("People")]
    return _annex(report, "event", most, _("Events"), columns, row)


def invitations(report, most):
    answers = {True: _("Yes"), False: _("No"), None: _("not known")}

    def row(record):
        event = report["records"][record["event"]]
        return [day(record["day"]), name(report, event["name"]), name(report, record["name"]), answers[record["came"]]]

    columns = [_("Day"), _("Event"), _("Invited"), _("Came")]
    return _annex(report, "invitation", most, _("Organisations and groups invited"), columns, row)


def agreements(report, most):
    kinds = dict(Agreement.Kind.choices)

    def row(record):
        parties = ", ".join(name(report, party) for party in record["parties"])
        kind = capfirst(str(kinds.get(record["kind"], record["kind"])))
        return [day(record["day"]), name(report, record["name"]), kind, parties, day(record["through"])]

    columns = [_("Signed on"), _("Agreement"), _("Kind"), _("Parties"), _("Valid until")]
    return _annex(report, "agreement", most, _("Agreements"), columns, row)


def members(report, most):
    def row(record):
        return [name(report, record["name"]), name(report, record["role"]), day(record["day"]) or _("not known")]

    return _annex(report, "member", most, _("Network"), [_("Organisation"), _("Role"), _("Joined on")], row)


def publicity(report, most):
    kinds, languages = dict(PublicityItem.Kind.choices), dict(SPOKEN_LANGUAGES)

    def row(record):
        return [
            day(record["day"]) or _("not known"),
            capfirst(str(kinds.get(record["kind"], record["kind"]))),
            name(report, record["name"]),
            capfirst(str(languages.get(record["language"], ""))),
            record["medium"],
            record["reach"],
            record["link"],
            "; ".join(str(SHORTCOMINGS[code]) for code in record["shortcomings"]),
        ]

    columns = [
        *(_("Day"), _("Kind"), _("Title"), _("Language"), _("Medium"), _("Reach"), _("Link")),
        _("What is missing"),
    ]
    return _annex(report, "publicity", most, _("Publicity"), columns, row)


# --- Texts


def texts(report):
    """(heading, text) of the parts that staff wrote."""
    headings = {part: ReportPeriod._meta.get_field(part).verbose_name for part in ReportPeriod.PARTS}
    return [(str(headings[part]), report["texts"][part]) for part in ReportPeriod.PARTS if report["texts"][part]]


def funder_lines(report):
    """What the fund wants said on every paper."""
    project = report["project"]
    lines = [_("Co-funded by the European Union")] if project["emblem"] == "eu" else []
    return [line for line in [*lines, text(project["programme"]), text(project["disclaimer"])] if line]
