"""Who may import whom, and what reaches into another section without an import (tests/house.py is the plan)."""

import ast
import re
from collections import Counter

import pytest
from django.apps import apps

from tests.floors import PICTURE, arrows_upwards, picture
from tests.house import FLOORS, ROOMS, SECTIONS, forbidden_floors, forbidden_rooms, imports_of, name_of
from tests.tree import ROOT, application_files, tracked

FILES = application_files()
# Where a reader looks for a module's subject: in its name, not for the kind of Python in it.
ROLES = ("forms", "admin", "views", "mail", "letters", "models", "urls", "querysets")
# Verbs of the database whose words are names of relations.
ASKING = {
    *("filter", "exclude", "get", "annotate", "values", "values_list", "order_by", "only", "defer", "distinct"),
    *("select_related", "prefetch_related", "Prefetch", "prefetch_related_objects"),
    *("F", "Q", "Count", "Sum", "Min", "Max", "OuterRef", "get_field", "getattr"),
}


def shown(path):
    return str(path.relative_to(ROOT))


def source_of(file):
    return file.read_text(encoding="utf-8")


# --- Floors and rooms -------------------------------------------------------------------------------------------------


def test_every_file_stands_on_a_floor():
    assert [shown(file) for file in FILES if file.relative_to(ROOT).parts[0] not in {*FLOORS, "manage.py"}] == []


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_file_imports_only_what_its_floor_and_package_may(file):
    name = name_of(file)

    assert name == "manage" or forbidden_floors(name, source_of(file)) == set()
    assert forbidden_rooms(name, source_of(file)) == set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("events.outlets.feeds", "from jobs.models import JobPosting"),
        ("events.dates.models", "def late():\n    import networks.models"),
        ("content.models", "import directory"),
        ("content.models", "from portal import settings"),
        ("directory.models", "from services.models import Service"),
        ("feedback.models", "from accounts.models import User"),
    ],
)
def test_the_check_finds_an_arrow_upwards(name, source):
    assert forbidden_floors(name, source) != set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("portal.search.results", "from portal.leaflets.contents import services_of"),
        ("portal.pages.views", "from portal import search"),
    ],
)
def test_the_check_finds_a_way_between_packages(name, source):
    assert forbidden_rooms(name, source) != set()


def test_picture_shows_the_house_as_it_is():
    assert arrows_upwards() == []
    assert PICTURE.read_text(encoding="utf-8") == picture(), "draw it anew: make picture"


def test_rooms_lead_one_way():
    for rooms in ROOMS.values():
        left = dict(rooms)
        while left:
            free = [room for room, needed in left.items() if not needed & left.keys()]
            assert free, f"in a circle: {left}"
            left = {room: needed for room, needed in left.items() if room not in free}


def test_models_know_nothing_of_what_is_made_of_them():
    """Rules are written down before pages: no models module imports views, forms, admin or template tags."""
    found = [
        (shown(file), name)
        for file in FILES
        if file.stem in {"models", "querysets"} or "models" in file.parent.name
        for name in imports_of(source_of(file))
        if set(name.split(".")) & {"views", "forms", "admin", "templatetags"} and name.split(".")[0] in FLOORS
    ]
    assert found == []


def test_no_private_module_of_a_library():
    found = [(shown(file), name) for file in FILES for name in imports_of(source_of(file)) if "internal" in name]
    assert found == []


# --- Arrows that no import shows --------------------------------------------------------------------------------------


def foreign_relations(floor):
    """Names by which the records of other sections are reached from a record that this floor knows."""
    found = {}
    for model in apps.get_models():
        for relation in model._meta.get_fields():
            if relation.auto_created and relation.is_relation and not relation.concrete:
                owner = relation.related_model.__module__.split(".")[0]
                if owner in SECTIONS and owner != model.__module__.split(".")[0]:
                    for name in {relation.get_accessor_name(), relation.name}:
                        found.setdefault(name, set()).add(owner)
    return {name for name, owners in found.items() if floor not in owners}


def relations_in_python(source, names):
    """The words of ``names`` that a module uses as an attribute, a look-up or a name in a query."""
    tree = ast.parse(source)
    own = {node.target.id for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and hasattr(node.target, "id")}
    assigned = [target for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
    own |= {getattr(target, "attr", getattr(target, "id", "")) for target in assigned}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names - own:
            yield node.attr
        elif isinstance(node, ast.Call):
            yield from words_of_query(node, names)


def words_of_query(call, names):
    verb = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if verb not in ASKING:
        return
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    words += [keyword.arg for keyword in call.keywords if keyword.arg]
    for word in words:
        yield from set(str(word).lstrip("-").split("__")) & names


@pytest.mark.parametrize("file", [f for f in FILES if name_of(f).split(".")[0] in {*FLOORS} - {"portal"}], ids=shown)
def test_no_section_reaches_another_by_a_reverse_relation(file):
    names = foreign_relations(name_of(file).split(".")[0])

    assert list(relations_in_python(source_of(file), names)) == []


@pytest.mark.parametrize(
    "source",
    [
        "def of(organisation):\n    return organisation.job_postings.all()",
        "Organisation.objects.filter(job_postings__pk=1)",
        'Organisation.objects.prefetch_related("job_postings__contacts")',
        'Term._meta.get_field("trained_by")',
    ],
)
def test_the_check_finds_a_hidden_arrow(source):
    assert list(relations_in_python(source, foreign_relations("networks"))) != []


def test_models_are_named_not_looked_up():
    """A model behind a relation or a label is an import in disguise; the base and the roof's loader may ask for any."""
    allowed = {"content", "feedback"}
    found = [
        shown(file)
        for file in FILES
        if file.relative_to(ROOT).parts[0] not in allowed
        and file.relative_to(ROOT).parts[:2] != ("portal", "starter")
        and re.search(r"\.related_model\b|\bget_model\(|\.rel\.", source_of(file))
    ]
    assert found == []


# --- Templates --------------------------------------------------------------------------------------------------------


def templates():
    return tracked("templates/*.html")


def folder_of(template):
    return template.relative_to(ROOT).parts[1]


@pytest.mark.parametrize("file", templates(), ids=shown)
def test_template_of_a_section_includes_its_own_parts_and_shared_ones(file):
    folder = folder_of(file)
    used = re.findall(r"""{%-? (?:include|once|extends) "([a-z_]+)/""", source_of(file))

    if folder in {*SECTIONS, "content", "includes", "feedback"}:
        assert set(used) - {folder, "includes", "content"} == set()


@pytest.mark.parametrize("file", [file for file in templates() if folder_of(file) in SECTIONS], ids=shown)
def test_template_of_a_section_asks_no_reverse_relation_of_another(file):
    inside = " ".join(re.findall(r"{[{%].*?[%}]}", source_of(file), re.DOTALL))

    assert set(re.findall(r"\.(\w+)", inside)) & foreign_relations(folder_of(file)) == set()


@pytest.mark.parametrize("file", templates(), ids=shown)
def test_template_has_nothing_inline_and_nothing_unescaped(file):
    source = source_of(file)
    assert re.findall(r"\|safe\b|<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|autoescape off", source) == []
    assert "{% blocktranslate " not in source.replace("{% blocktranslate trimmed", "")
    assert len(source.splitlines()) <= 100


# --- Names and sizes --------------------------------------------------------------------------------------------------


def test_no_junk_drawers():
    names = {file.stem for file in FILES} | {file.parent.name for file in FILES}
    assert names.isdisjoint({"utils", "helpers", "common", "core", "misc"})


def test_no_file_names_its_package_or_a_role():
    """posts/admin.py, not posts/posts.py and not posts/admin_posts.py."""
    found = [
        shown(file)
        for file in FILES
        if file.stem == file.parent.name
        or any(file.stem.startswith(f"{role}_") or file.stem.endswith(f"_{role}") for role in ROLES)
    ]
    assert found == []


def test_packages_are_small():
    """At most 12 modules and 2,000 lines a folder, three folders deep; template tags, commands and tables apart."""
    modules = [file for file in FILES if file.stem != "__init__" and "management" not in file.parts]
    sizes = Counter(file.parent for file in modules)
    lines = Counter()
    for file in modules:
        lines[file.parent] += len(source_of(file).splitlines())

    assert {shown(folder): count for folder, count in sizes.items() if count > 12} == {}
    assert {shown(folder): count for folder, count in lines.items() if count > 2000} == {}
    assert [shown(file) for file in modules if len(file.relative_to(ROOT).parts) > 4] == []


def test_every_package_says_what_it_holds():
    """One line; folders of commands, formats and template tags are Django's."""
    rooms = [ROOT / section / room / "__init__.py" for section, rooms in ROOMS.items() for room in rooms]
    packages = [*rooms, *(ROOT / floor / "__init__.py" for floor in FLOORS)]
    for file in packages:
        tree = ast.parse(source_of(file))
        assert ast.get_docstring(tree), shown(file)


def test_no_signals_for_business_rules():
    found = [
        shown(file) for file in FILES if re.search(r"@receiver|(pre|post|request|got)_\w+\.connect\(", source_of(file))
    ]
    assert found == []
