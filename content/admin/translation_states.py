"""The state of a translation, asked of the database: the rules of Content.translation_state() said in SQL.

Tests tie the two together over every kind of record: a count of outdated translations is the list of them. The SQL of a
model and a language is written once: built of Django's expressions it cost the desk more time than the question itself.
"""

from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, F, Func
from modeltranslation.utils import build_localized_fieldname


class IsMissing(Func):
    """Whether the source language has a text that ``language`` lacks."""

    output_field = BooleanField()
    written_by = "missing"

    def __init__(self, model, language):
        super().__init__(F("source_language"))
        self.model, self.language = model, language

    def as_sql(self, compiler, connection, **context):
        # An alias stands bare in SQL, and in a query within a query this is one: quoted it would be another name.
        table = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        return CONDITIONS[self.written_by](self.model, self.language).replace(TABLE, table), []


class IsOutdated(IsMissing):
    """Whether the text in ``language`` is complete, and was made from another source text than today's."""

    written_by = "outdated"


# Stands in the cached SQL for the name that the table has in a query.
TABLE = "{table}"


@cache
def _missing(model, language):
    """CASE of the language the record was written in; a record lacks nothing in its own."""
    cases = []
    for code in settings.MODELTRANSLATION_LANGUAGES:
        if code != language:
            lacks = (
                f"({_text(model, field, code)} <> '' AND {_text(model, field, language)} = '')"
                for field in model.translated_fields()
            )
            cases.append(f"WHEN '{code}' THEN {' OR '.join(lacks)}")
    return f"(CASE {_column(model, 'source_language')} {' '.join(cases)} ELSE FALSE END)"


@cache
def _outdated(model, language):
    known = f"COALESCE({_column(model, 'translations')} -> '{language}' ->> 'source_hash', '')"
    cases = [
        f"WHEN '{code}' THEN {_hash(model, code)}" for code in settings.MODELTRANSLATION_LANGUAGES if code != language
    ]
    own = _column(model, "source_language")
    return (
        f"(CASE WHEN {own} = '{language}' OR {_missing(model, language)} THEN FALSE "
        f"ELSE {known} <> (CASE {own} {' '.join(cases)} END) END)"
    )


CONDITIONS = {"missing": _missing, "outdated": _outdated}


def _hash(model, code):
    """What Content.source_hash() makes of the same texts: json.dumps() of those that are there, in order of name."""
    pairs = (
        f"'\"{field}\": ' || to_json(NULLIF({_column(model, build_localized_fieldname(field, code))}, ''))::text"
        for field in sorted(model.translated_fields())
    )
    written = f"'{{' || concat_ws(', ', {', '.join(pairs)}) || '}}'"
    return f"left(encode(sha256(convert_to({written}, 'UTF8')), 'hex'), 32)"


def _text(model, field, code):
    return f"COALESCE({_column(model, build_localized_fieldname(field, code))}, '')"


def _column(model, field):
    return f"{TABLE}.{connection.ops.quote_name(model._meta.get_field(field).column)}"
