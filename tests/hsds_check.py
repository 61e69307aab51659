"""The open data against the schemas of tests/hsds."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SCHEMAS = Path(__file__).parent / "hsds"


def validator():
    files = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in SCHEMAS.glob("*.json")}
    found = [(name, Resource.from_contents(schema, DRAFT202012)) for name, schema in files.items()]
    return Draft202012Validator(
        files["page.json"], registry=Registry().with_resources(found), format_checker=FormatChecker()
    )


def package(client, language="en"):
    answer = client.get(f"/{language}/data/services.json")
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def problems(data):
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(data)]
