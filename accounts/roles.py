"""Roles of the back office: Django groups with the rights of a job, kept in step by ``sync_roles``.

Administrators are superusers. A translator sees the texts and writes those of the languages on his or her account, on a
page of its own (portal/translating). A municipality coordinator has rights on the records of the own municipalities:
directory/territory asks which.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# How the groups are called on the screen; their names in the database are those of this file.
NAMES = {
    "Project staff": _("Project staff"),
    "Job moderator": _("Job moderator"),
    "Auditor": _("Auditor"),
    "Translator": _("Translator"),
    "Municipality coordinator": _("Municipality coordinator"),
}


def role_name(group):
    """The name of a group in the language of whoever looks; that of a group made by hand stays as it was typed."""
    return NAMES.get(group.name, group.name)


# What somebody may do with records of a kind: Django keeps these in English in the database.
VERBS = {
    "add": _("may add"),
    "change": _("may change"),
    "delete": _("may delete"),
    "view": _("may see"),
    "vet": _("may read, vet and pass on"),
    "answer": _("may read and answer"),
    "freeze": _("may freeze for ever"),
    "own": _("works for the own municipalities only"),
}
# Tables of the machinery, on which nobody works: no role is offered their permissions.
MACHINERY = ["procrastinate", "search", "sessions", "contenttypes", "mfa"]


def offered_permissions():
    """What a role can be given: nothing on the machinery, on history or on what is kept of forms."""
    found = Permission.objects.select_related("content_type").exclude(content_type__app_label__in=MACHINERY)
    return found.exclude(content_type__model__startswith="historical").exclude(content_type__model="keptform")


def permission_name(permission):
    """A permission in the language of whoever looks."""
    verb = permission.codename.removesuffix(f"_{permission.content_type.model}")
    return f"{permission.content_type} | {VERBS.get(verb, permission.name)}"


SECTIONS = ["directory", "events", "services", "jobs", "networks", "guide"]
REPORTED = ["funder_report", "publicity", "readers"]
EDIT = ["add", "change", "view", "delete"]  # only drafts can be deleted: ContentAdmin sees to that

# A service and the rows below it.
OF_A_SERVICE = [
    *("service", "servicecontact", "serviceactivity", "requireddocument", "costoption"),
    *("serviceatlocation", "openinghours", "openingexception"),
]

# Name of the group: {app label, or one kind of record in it: what it may do there}.
ROLES = {
    "Project staff": {
        **dict.fromkeys(SECTIONS, EDIT),
        "networks": [*EDIT, "vet"],
        "content": ["view", "change"],
        "feedback": ["view", "change"],
        "asking": [*EDIT, "answer"],
        "danger": EDIT,
        "needs": EDIT,
        "alerts": EDIT,
        "plan": EDIT,
        "questions": EDIT,
        "starter": ["view"],
        # Freezing a report is for named people: no role has it.
        "funder_report": EDIT,
        "publicity": EDIT,
        "readers": ["view"],
    },
    "Job moderator": {"jobs": EDIT, "directory": ["view"], "services": ["view"]},
    "Auditor": {
        app: ["view"]
        for app in [
            *(*SECTIONS, *REPORTED, "feedback", "asking", "danger", "needs", "alerts", "plan", "questions", "starter"),
            "accounts",
        ]
    },
    # Whose texts: the languages stand on the account.
    "Translator": {app: ["view"] for app in SECTIONS},
    "Municipality coordinator": {
        "directory": ["view"],
        "directory.place": ["add"],
        "directory.municipalityright": ["own"],
        "services": ["view"],
        **dict.fromkeys([f"services.{model}" for model in OF_A_SERVICE], EDIT),
        **dict.fromkeys([f"events.{model}" for model in ("eventseries", "eventcontact")], EDIT),
        "events.event": ["view", "change"],
    },
}

# An auditor checks what was done and how many came, for which nobody's name is needed.
NOT_FOR = {
    "Job moderator": ["municipalityright", "approvalrequest"],
    "Auditor": ["registration"],
    # Texts for readers, and nothing of what people sent in or signed.
    "Translator": [
        *("registration", "attendancetally", "invitation", "jobsubmission", "submissioncomment", "volunteeroffer"),
        *("changeproposal", "confirmationrequest", "agreementfile", "municipalityright", "approvalrequest"),
    ],
    "Municipality coordinator": ["approvalrequest", "headcountline", "networkmember"],
}


def permissions_of(role):
    """The permissions a role holds, of those that are offered."""
    wanted = Q()
    for place, verbs in ROLES[role].items():
        app, _dot, model = place.partition(".")
        of_model = {"content_type__model": model} if model else {}
        for verb in verbs:
            wanted |= Q(content_type__app_label=app, codename__startswith=f"{verb}_", **of_model)
    return offered_permissions().filter(wanted).exclude(content_type__model__in=NOT_FOR.get(role, []))


def sync_roles():
    """Make the groups as this file says; groups of other names, made by administrators, stay as they are."""
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(permissions_of(role))
