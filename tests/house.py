"""The plan of the house: floors, rooms, and who may reach whom. tests/test_architecture.py holds the code to it."""

import ast

from tests.tree import ROOT

SECTIONS = ["events", "services", "jobs", "networks", "guide"]
BASE = {"content", "directory"}
BELOW_THE_ROOF = {"content", "directory", "accounts", "feedback", *SECTIONS}
# Floor by floor, from the ground up: what each may import. A section never knows another.
FLOORS = {
    "content": set(),
    "accounts": {"content"},
    "directory": {"content"},
    "feedback": {"content"},
    **dict.fromkeys(SECTIONS, BASE),
    "portal": BELOW_THE_ROOF,
}
# Packages inside a section or on the roof, and which others of the same one they may import. The modules beside them
# (models, admin, urls … of the whole section) are its faces: they may import all of them.
ROOMS = {
    "jobs": {
        "postings": set(),
        "submissions": {"postings"},
    },
    "networks": {
        "posts": set(),
        "confirmation": {"posts"},
        "agreements": set(),
        "volunteering": set(),
    },
    "services": {
        "opening": set(),
        "grants": {"opening"},
        "catalogue": {"opening", "grants"},
        "courses": {"catalogue"},
        "outlets": {"catalogue", "opening", "grants"},
    },
    "events": {
        "recurrence": set(),
        "dates": {"recurrence"},
        "changing": {"dates", "recurrence"},
        "courses": {"dates"},
        "outlets": {"dates", "recurrence"},
        "registration": {"dates", "outlets"},
    },
    "portal": {
        "needs": set(),
        "plan": set(),
        "pages": {"needs", "plan"},
        "danger": set(),
        "questions": {"danger"},
        "search": {"danger", "questions"},
        "suggestions": {"danger", "questions", "search"},
        "mending": {"questions", "search"},
        "asking": {"danger"},
        "publicity": set(),
        "follow": {"courses"},
        "readers": set(),
        "funder_report": {"publicity", "readers", "page_cache"},
        "leaflets": {"publicity", "readers"},
        "offline": {"danger", "leaflets"},
        "page_cache": {"courses", "needs", "plan"},
        "translating": set(),
        "courses": set(),
        "agency": {"translating"},
        "tables": set(),
        "back_office": {"agency", "asking", "search", "tables", "translating"},
        "starter": set(),
        "serving": set(),
        "trial": {"serving"},
    },
}


def floor_of(name):
    """The floor that a dotted name lies on, None for somebody else's."""
    head = name.split(".")[0]
    return head if head in FLOORS else None


def room_of(name):
    """(section, package) of a dotted name inside a section with packages, else None."""
    head, _dot, rest = name.partition(".")
    room = rest.split(".")[0]
    return (head, room) if room in ROOMS.get(head, {}) else None


def name_of(file):
    """The dotted name of a module's file."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source):
    """Every module a source imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_floors(name, source):
    """Floors that a module must not import."""
    own = floor_of(name)
    found = {floor_of(imported) for imported in imports_of(source)} - {None, own}
    return found - FLOORS[own]


def forbidden_rooms(name, source):
    """Packages of its own section that a module of a package must not import."""
    if room_of(name) is None:
        return set()
    section, room = room_of(name)
    found = {found for imported in imports_of(source) if (found := room_of(imported))}
    return {other for head, other in found if head == section and other != room} - ROOMS[section][room]
