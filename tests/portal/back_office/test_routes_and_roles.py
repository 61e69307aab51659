"""Every address of the portal, asked by every role: an explicit table, in which a new route must find its place."""

import pytest
from django.contrib.auth.models import Group
from django.urls import URLResolver, get_resolver

from accounts.models import User
from accounts.roles import sync_roles
from content.models import Content
from networks.models import ChangeProposal, ConfirmationRequest, Post, PostContact
from tests.factories import contents, make_municipality, make_post, make_user
from tests.networks.coordinators import prove

pytestmark = pytest.mark.django_db

STAFF = {
    "auditor": "Auditor",
    "job moderator": "Job moderator",
    "project staff": "Project staff",
    "translator": "Translator",
    "local": "Municipality coordinator",
}
ROLES = ["anonymous", "coordinator A", "coordinator B", *STAFF]

# --- The table: route -> who may do what ------------------------------------------------------------------------------

# A page for everybody, that nobody can post to.
READ = {
    *("chooser", "robots.txt", "home", "about", "accessibility", "privacy", "offline"),
    *("service_worker", "manifest"),
    *("events:list", "services:list", "jobs:list", "jobs:employers", "guide:list", "guide:questions", "guide:words"),
    *("guide:statistics", "networks:list", "networks:coordinators", "networks:volunteering", "feedback:thanks"),
    "follow:sent",
    *("events:month", "events:calendar", "events:feed", "networks:offer_thanks", "asking:erased"),
    *("jobs:feed", "jobs:sent", "jobs:link_sent", "services:helplines", "open_data", "data/services.json"),
    *("leaflets:list", "guide:residents", "guide:plan", "search:results", "search:thanks", "suggest"),
    *("courses:list", "courses:feed"),
}
# The same for one record; the one asked for does not exist.
READ_RECORD = {
    *("events:detail", "services:detail", "jobs:detail", "guide:detail"),
    *(
        "networks:organisation",
        "networks:coordinator",
        "networks:project",
        "networks:post_card",
        "networks:post_card_3",
        "events:file",
    ),
    *("networks:agreement", "networks:initiative", "jobs:source", "guide:question", "guide:word", "guide:statistic"),
    *("leaflets:file", "pack", "funder_report:results", "services:need"),
}
# A form for everybody. It says itself what is missing.
WRITE = {"asking:ask", "feedback:report", "networks:offer", "jobs:submit", "jobs:link", "follow:new"}
# A list for machines, the same by every method.
LIST = {"sitemap"}
# What the private link of a letter opens: nothing for whoever does not have it, signed in or not.
PRIVATE_LINK = {
    *("networks:confirm", "networks:confirm_change", "networks:confirm_lost", "sign_in_by_letter", "stop_letters"),
    "lt/networks/confirm/<str:token>",  # without its last slash
    *("events:registration", "events:confirm_registration"),
    *("asking:thread", "asking:answer", "asking:thread_lost", "asking:answer_lost"),
    "events:register",  # of an event that does not exist
    "follow:confirm",
}
# Route -> answer to everybody for GET and POST. A dead link of an employer's posting says where to get a new one.
ANSWERS = {
    **{f"jobs:{name}": (410, 410) for name in ("confirm", "edit", "withdraw")},
    **{f"jobs:{name}": (405, 410) for name in ("answer", "renew")},
    "jobs:private": (410, 405),
    # Whoever has ended the letters reads so, whatever becomes of the old links.
    "follow:own": (410, 410),
    "follow:stop": (200, 200),
    "search:need": (405, 302),
}
# Pages of allauth, about the own account and no other.
ACCOUNT_PREFIXES = ("account_", "mfa_")
# Route -> answer to its owner, coordinator A, for GET and POST. To others who signed in it does not exist.
OWN = {
    "networks:my_post": (200, 200),
    "networks:my_post_confirm": (405, 302),
    "networks:my_post_changes": (200, 405),
}
# Everybody who signed in has this page, with the own cards only.
OWN_LIST = "networks:my_posts"

# Model in the back office -> what auditor, job moderator and project staff may: nothing, see, edit.
NOTHING, SEE, EDIT = "", "see", "edit"
MODELS = {
    "account_emailaddress": (NOTHING, NOTHING, NOTHING),
    "mfa_authenticator": (NOTHING, NOTHING, NOTHING),
    "procrastinate_procrastinatejob": (NOTHING, NOTHING, NOTHING),
    "auth_group": (NOTHING, NOTHING, NOTHING),
    "accounts_user": (SEE, NOTHING, NOTHING),
    "content_undeliveredletter": (NOTHING, NOTHING, EDIT),
    "feedback_report": (SEE, NOTHING, EDIT),
    "feedback_emptysearch": (SEE, NOTHING, SEE),
    "danger_dangerphrase": (SEE, NOTHING, EDIT),
    **dict.fromkeys(
        [f"asking_{name}" for name in ("readerquestion", "answertemplate", "answeringplace")], (SEE, NOTHING, EDIT)
    ),
    **dict.fromkeys(
        ["funder_report_indicator", "publicity_publicityitem", "funder_report_reportperiod"], (SEE, NOTHING, EDIT)
    ),
    "readers_readercount": (SEE, NOTHING, SEE),
    "needs_needanswer": (SEE, NOTHING, EDIT),
    "alerts_alert": (SEE, NOTHING, EDIT),
    "plan_plantask": (SEE, NOTHING, EDIT),
    "questions_searchhint": (SEE, NOTHING, EDIT),
    "events_registration": (NOTHING, NOTHING, EDIT),
    "starter_loadedrecord": (SEE, NOTHING, SEE),
    **dict.fromkeys(
        [f"directory_{name}" for name in ("organisation", "project", "place", "term", "municipality", "county")],
        (SEE, SEE, EDIT),
    ),
    **dict.fromkeys([f"services_{name}" for name in ("service", "grant", "serviceatlocation")], (SEE, SEE, EDIT)),
    **dict.fromkeys(
        [f"jobs_{name}" for name in ("jobposting", "jobsubmission", "externaljobsource")], (SEE, EDIT, EDIT)
    ),
    **dict.fromkeys(
        [
            *("events_eventseries", "events_event", "events_attendancetally"),
            "networks_volunteeroffer",
            *(f"networks_{name}" for name in ("post", "person", "secondline", "supervision", "agreement")),
            *(f"networks_{name}" for name in ("initiative", "confirmationrequest", "changeproposal")),
            *(f"guide_{name}" for name in ("guidepage", "question", "statistic", "word")),
        ],
        (SEE, NOTHING, EDIT),
    ),
    "directory_municipalityright": (SEE, NOTHING, EDIT),
}
# What translators see: the records of the sections, and nothing that people sent in.
TRANSLATED = {
    *(f"directory_{name}" for name in ("organisation", "project", "place", "term", "municipality", "county")),
    *("services_service", "services_grant", "services_serviceatlocation", "jobs_jobposting", "jobs_externaljobsource"),
    *("events_eventseries", "events_event"),
    *(f"networks_{name}" for name in ("post", "person", "secondline", "supervision", "agreement", "initiative")),
    *(f"guide_{name}" for name in ("guidepage", "question", "statistic", "word")),
}
# What a coordinator works on in the back office; which records of it: test_territory.
LOCAL = {
    **dict.fromkeys([f"directory_{name}" for name in ("organisation", "project", "term", "county")], SEE),
    **dict.fromkeys(["directory_municipality", "directory_municipalityright", "services_grant"], SEE),
    "directory_place": EDIT,  # adds, and changes none
    **dict.fromkeys(["services_service", "services_serviceatlocation", "events_eventseries", "events_event"], EDIT),
}


def right_of(role, model):
    """What staff of a role may do with records of a kind."""
    if role == "translator":
        return SEE if model in TRANSLATED else NOTHING
    return LOCAL.get(model, NOTHING) if role == "local" else MODELS[model][list(STAFF).index(role)]


VERBS = ("changelist", "add", "change", "delete", "history", "simple_history")
# Other addresses of the back office -> who of the staff gets more than a refusal.
ADMIN = {
    **dict.fromkeys(["search", "index", "login", "logout", "password_change", "password_change_done"], tuple(STAFF)),
    **dict.fromkeys(["jsi18n", "app_list", "autocomplete"], tuple(STAFF)),
    # Whose texts: tests/portal/translating.
    "translate": ("project staff", "translator", "local"),
    # Of whom nothing waits: tests/portal/agency.
    **dict.fromkeys(["agency", "agency_file"], ("job moderator", "project staff", "translator", "local")),
    # Into which lists: tests/portal/tables.
    "tables": ("project staff",),
    "tables_file": tuple(STAFF),
    "own_account": tuple(STAFF),
    "accounts_user_invite": (),
    "accounts_user_reset_second_factor": (),
    # Each sees the records of the lists that he or she may see.
    "pile": tuple(STAFF),
    "keep": tuple(STAFF),
    "view_on_site": tuple(STAFF),  # leads to the public address
    "auth_user_password_change": (),
    "starter_remove_examples": (),
    "starter_loadedrecord_remove_all_examples": (),
    "networks_post_invite": ("project staff",),
    "networks_post_ask_about_this": ("project staff",),
    **dict.fromkeys([f"networks_post_{name}" for name in ("begin_term", "end_term", "leave")], ("project staff",)),
    **dict.fromkeys(["networks_agreement_step", "networks_volunteeroffer_step"], ("auditor", "project staff")),
    "feedback_report_step": ("auditor", "project staff"),
    "asking_readerquestion_step": ("auditor", "project staff"),
    **dict.fromkeys(
        [f"jobs_{name}_take_back" for name in ("jobposting", "externaljobsource")], ("job moderator", "project staff")
    ),
    **dict.fromkeys(
        [
            *(f"directory_{name}_take_back" for name in ("organisation", "project")),
            *(f"networks_{name}_take_back" for name in ("agreement", "post", "initiative")),
            *(f"guide_{name}_take_back" for name in ("guidepage", "question", "statistic", "word")),
            *("events_eventseries_take_back", "services_service_take_back"),
        ],
        ("project staff",),
    ),
    "networks_agreement_file": ("auditor", "project staff"),
    "events_attendancetally_sheet": ("auditor", "project staff"),
    "publicity_publicityitem_proof": ("auditor", "project staff"),
    **dict.fromkeys(
        [
            *(f"funder_report_reportperiod_{name}" for name in ("report", "xlsx", "pdf", "records")),
            *(f"funder_report_reportperiod_frozen{name}" for name in ("", "_xlsx", "_pdf", "_records")),
            *(f"funder_report_reportperiod_corrections_{name}" for name in ("xlsx", "pdf")),
        ],
        ("auditor", "project staff"),
    ),
    "funder_report_reportperiod_texts": ("project staff",),
    # For named people, of whom there is none here.
    "funder_report_reportperiod_freeze": (),
    **dict.fromkeys(
        [f"events_registration_{name}" for name in ("date", "print", "table", "add_person", "change_person")],
        ("project staff",),
    ),
    **dict.fromkeys(
        [
            f"events_event_{name}"
            for name in ("cancel_date", "move_date", "postpone_date", "change_place", "reinstate_date")
        ],
        ("project staff",),
    ),
    **dict.fromkeys(
        [f"events_eventseries_{name}" for name in ("cancel_all", "change_place_of_all", "leave_out_holidays")],
        ("project staff",),
    ),
}


def routes(resolver=None, names=(), path=""):
    """Every route as (name with namespace, or the path when it has none; path with its places)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, (*names, pattern.namespace) if pattern.namespace else names, here)
        else:
            yield (":".join([*names, pattern.name]) if pattern.name else here), here


def kind(name, path):
    """The place of a route in the table, or None when it has none."""
    if name.startswith("admin:"):
        short = name.removeprefix("admin:")
        return "admin" if short in ADMIN else "model" if of_model(short) else None
    if path.startswith("admin/"):
        return "admin remains"
    if name.startswith(ACCOUNT_PREFIXES):
        return "account"
    if path.endswith(("/share/", "/card/")):
        return "record"
    table = {"read": READ, "record": READ_RECORD, "write": WRITE | LIST, "link": PRIVATE_LINK, "own": OWN}
    table["fixed"] = ANSWERS
    return "list" if name == OWN_LIST else next((place for place, found in table.items() if name in found), None)


def of_model(short):
    """Model and verb of a name like networks_post_change, or None."""
    found = [(short.removesuffix(f"_{verb}"), verb) for verb in VERBS if short.endswith(f"_{verb}")]
    return next(((model, verb) for model, verb in found if model in MODELS), None)


def address(path, post):
    """The path with something in its places: coordinator A's card, else what does not exist."""
    places = {
        "<path:object_id>": str(post.pk) if "networks/post" in path else "999999",
        "<path:content_type_id>": "999999",
        "<int:registration>": "999999",
        "<slug:step>": "nowhere",
        "<int:pk>": str(post.pk) if "my-posts" in path else "999999",
        "<slug:slug>": "nowhere",
        "<slug:code>": "nowhere",
        "<slug:municipality_slug>": "nowhere",
        "<str:label>/<int:pk>/<str:language>": "services.service/999999/ru",
        "<slug:source>/<slug:target>": "lt/ru",
        "tables/<str:label>/<slug:what>.<slug:form>": "tables/services.service/list.xlsx",
        "tables/<str:label>": "tables/services.service",
        "<str:token>": "nonsense",
        "<str:name>": "nonsense.pdf",
        "<str:uid>": "nonsense",
        "<path:rest>": "a/b",
        "^([^/]+)/history/([^/]+)/$": f"{post.pk}/history/999999/",
        "^(?P<app_label>": "networks/#",
        "(?P<url>.*)$": "nowhere/",
        "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/x/",
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-x/",
    }
    for place, value in places.items():
        path = path.replace(place, value)
    return f"/{path.partition('#')[0]}"


def test_every_route_has_its_place_in_the_table():
    assert [(name, path) for name, path in routes() if kind(name, path) is None] == []


def test_table_names_no_route_that_is_gone():
    names = {name for name, _path in routes()}
    listed = {
        *READ,
        *READ_RECORD,
        *WRITE,
        *LIST,
        *PRIVATE_LINK,
        *ANSWERS,
        *OWN,
        OWN_LIST,
        *(f"admin:{short}" for short in ADMIN),
    }
    models = {name.removeprefix("admin:").removesuffix("_changelist") for name in names if name.endswith("_changelist")}

    assert {name for name in listed - names if name != "robots.txt"} == set()
    assert set(MODELS) == models


# --- Asking -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def people():
    """Coordinators A and B with a card each, and one of each staff role."""
    sync_roles()
    found = {name: make_user(language="en") for name in ("coordinator A", "coordinator B")}
    for name, group in STAFF.items():
        found[name] = make_user(is_staff=True, language="en")
        found[name].groups.add(Group.objects.get(name=group))
    return found


@pytest.fixture
def cards(people):
    return {name[-1]: make_post(make_municipality(), user=people[name]) for name in ("coordinator A", "coordinator B")}


def snapshot():
    """All that a route could change."""
    models = (Post, PostContact, ChangeProposal, ConfirmationRequest, User)
    unseen = {"last_login", "password"}
    rows = [
        {key: value for key, value in row.items() if key not in unseen}
        for model in models
        for row in model.objects.order_by("pk").values()
    ]
    return rows, [(type(record), record.pk, record.updated_at) for record in contents() if isinstance(record, Content)]


class Visitor:
    """A browser of somebody of a role, who signs in again after an address that signed him or her out."""

    def __init__(self, client, role, people):
        self.client, self.person = client, people.get(role)
        client.raise_request_exception = False
        self.enter()

    def enter(self):
        self.client.logout()
        if self.person:
            prove(self.client, self.person)

    def ask(self, path, method):
        answer = getattr(self.client, method)(path)
        if "login" in path or "logout" in path or "reauthenticate" in path:
            self.enter()
        return answer


def asked_by(role):
    """All routes; of those outside the back office it does not matter which member of the staff asks."""
    return [(name, path) for name, path in routes() if role not in {"translator", "local"} or path.startswith("admin/")]


def is_sent_away(answer):
    """Sent to sign in, or from there to the own page; never shown anything."""
    return answer.status_code == 302 and answer["Location"].startswith(
        ("/accounts/login/", "/admin/login/", "/lt/networks/my-posts/", "/en/networks/my-posts/")
    )


def expected(name, path, role, method):
    """The statuses the table allows outside the back office; coordinator A and the own card apart."""
    get = method == "get"
    match place := kind(name, path):
        case "read" | "record":
            return {405} if not get else {200} if place == "read" else {404}
        case "write":
            return {200}
        case "link":
            return {405} if name == "networks:confirm_lost" and not get else {404}
        case "fixed":
            return {ANSWERS[name][not get]}
        case "own" | "list" if role == "anonymous":
            return {302}
        case "own":
            return {405} if OWN[name][not get] == 405 else {404}
        case "list":
            # With one card straight to it; staff have none and are told so.
            return {405} if not get else {200} if role in STAFF else {302}
    return {200, 302, 403, 404, 405}  # allauth's own pages


def admin_expected(name, path, role, method):
    """What staff of a role get in the back office."""
    if kind(name, path) == "admin remains":
        return {301, 302, 404, 405}
    short = name.removeprefix("admin:")
    if short == "keep":
        # It answers nobody anything; what each role keeps is tested with the forms.
        return {405} if method == "get" else {204}
    if short in ADMIN:
        return {200, 302, 400, 403, 404, 405} if role in ADMIN[short] else {302, 403, 404}
    model, verb = of_model(short)
    right = right_of(role, model)
    if right == EDIT:
        return {200, 302, 403, 404, 405}
    if right == SEE:
        # An older version is restored by nobody who may not edit.
        if (verb, method) == ("simple_history", "post"):
            return {403, 404}
        writes = verb in {"add", "delete"} or (verb, method) == ("change", "post")
        return {403, 404} if writes else {200, 302, 404, 405}
    # Of a record that does not exist, its history says so before it asks who is there.
    return {403, 302, 404} if "history" in verb or (model, verb) == ("jobs_jobsubmission", "change") else {403}


def is_right(name, path, role, method, answer):
    if not path.startswith("admin/"):
        return answer.status_code in expected(name, path, role, method)
    if role in STAFF:
        return answer.status_code in admin_expected(name, path, role, method)
    # The last pattern of the admin adds a missing slash and knows nothing of records.
    is_nothing = answer.status_code in {404, 405} and kind(name, path) == "admin remains"
    return is_sent_away(answer) or is_nothing or name == "admin:logout"


@pytest.mark.parametrize("role", ROLES)
def test_role_gets_what_the_table_says_and_changes_nothing_of_others(client, people, cards, role):
    """Each address by GET, then by POST with an empty form; what coordinator A may do is asked last."""
    visitor = Visitor(client, role, people)
    before, wrong = snapshot(), {}
    for method in ("get", "post"):
        for name, path in asked_by(role):
            if not (name in OWN and role == "coordinator A"):
                answer = visitor.ask(address(path, cards["A"]), method)
                if not is_right(name, path, role, method, answer):
                    wrong[method, name, path] = (answer.status_code, answer.get("Location"))

    assert wrong == {}
    # Project staff may edit, and one of the buttons needs no field to be filled in: it asks a coordinator.
    assert role == "project staff" or snapshot() == before


@pytest.mark.parametrize("name", OWN)
def test_coordinator_may_do_this_with_the_own_card(client, people, cards, name):
    visitor = Visitor(client, "coordinator A", people)
    path = next(path for found, path in routes() if found == name)

    answers = tuple(visitor.ask(address(path, cards["A"]), method).status_code for method in ("get", "post"))

    assert answers == OWN[name]
    assert Post.objects.get(pk=cards["B"].pk).assured_on is None
