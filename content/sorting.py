"""Lithuanian (and Russian) order of names without an ICU collation, the same in PostgreSQL and in Python.

In the Lithuanian alphabet Č, Š and Ž are letters of their own after C, S and Z, while Ą, Ę, Ė, Į, Y, Ų, Ū sort as
A, E, E, I, I, U, U; Ё sorts as Е. The embedded PostgreSQL has no ICU, and its ``lower()`` may know ASCII only, so
capital letters are mapped here too.
"""

from django.db.models import Func

_SAME = "ABCDEFGHIJKLMNOPQRSTUVWXZČŠŽАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ"
_FROM = _SAME + "ĄĘĖĮYŲŪЁąęėįyųūё"
_TO = _SAME.lower() + "aeeiiuuе" * 2
# Quotation marks have nowhere to go and are dropped: „Desė“ stands under D.
_DROPPED = "„“”‘’«»"
_TABLE = str.maketrans(_FROM, _TO, _DROPPED)


def sort_key(text):
    """Return what to sort ``text`` by: ``sorted(names, key=sort_key)``."""
    return text.translate(_TABLE).replace("č", "c~").replace("š", "s~").replace("ž", "z~")


class SortKey(Func):
    """The same key in SQL, for ``order_by`` and for the index that serves it."""

    arity = 1
    template = (
        f"replace(replace(replace(translate(%(expressions)s, '{_FROM}{_DROPPED}', '{_TO}'),"
        " 'č', 'c~'), 'š', 's~'), 'ž', 'z~') COLLATE \"C\""
    )
