"""The smallest valid, public records; a test names only what it is about."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import sync_roles
from content.models import Content
from directory.models import County, Municipality, Organisation, OrganisationContact, Place, Project, Term
from events.models import Event, EventSeries, Registration
from guide.models import GuidePage, Question, Statistic, Word
from jobs.models import ExternalJobSource, JobPosting, JobSubmission
from networks.models import Agreement, AgreementParty, Coverage, Initiative, Person, Post, PostContact, Tenure
from services.models import Service

numbers = count(1)
# Records are public in whatever time a test moves the clock to; "yesterday" would be tomorrow for some of them.
LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)
# What ended before every time of a test, and what begins after all of them.
OVER = LONG_AGO + timedelta(days=90)
FAR_AHEAD = datetime(2090, 1, 1, 12, tzinfo=UTC)
# Codes of municipalities have five signs; the other numbers outgrow them in a long run of tests.
codes = count(1)


def contents():
    """Every record of every section."""
    models = [model for model in apps.get_models() if issubclass(model, Content)]
    return [record for model in models for record in model.objects.all()]


def content(prefix, **fields):
    """The fields every published record has, complete in three languages."""
    number = next(numbers)
    names = {
        "name_lt": f"{prefix} {number} lietuviškai",
        "name_en": f"{prefix} {number}",
        "name_ru": f"{prefix} {number} по-русски",
    }
    return {"slug": f"{prefix}-{number}", "published_at": LONG_AGO, **names, **fields}


def make_user(**fields):
    password = fields.pop("password", "correct-horse-battery")
    return User.objects.create_user(fields.pop("email", f"user{next(numbers)}@example.org"), password, **fields)


def make_staff(**fields):
    return make_user(**{"is_staff": True, "is_superuser": True, **fields})


def make_group(role):
    """The group of a role, with its rights."""
    sync_roles()
    return Group.objects.get(name=role)


def make_county(code="LT-KU"):
    names = {"name_lt": "Kauno apskritis", "name_en": "Kaunas County", "name_ru": "Каунасский уезд"}
    return County.objects.get_or_create(code=code, defaults={"map_path": "M0 0", **names})[0]


def make_municipality(**fields):
    number = next(numbers)
    fields.setdefault("slug", f"municipality-{number}")
    fields.setdefault("code", f"T{next(codes)}")
    fields.setdefault("name_lt", f"{number} savivaldybė")
    fields.setdefault("name_en", f"Municipality {number}")
    fields.setdefault("name_ru", f"Самоуправление {number}")
    fields.setdefault("county", make_county())
    place = {"kind": "district", "seat": "Example", "latitude": 55, "longitude": 24, "map_x": 100, "map_y": 100}
    return Municipality.objects.create(**{**place, **fields})


def make_term(vocabulary, code=None, **fields):
    code = code or f"term-{next(numbers)}"
    names = {f"name_{language}": f"{code} {language}" for language in ("lt", "en", "ru")}
    return Term.objects.get_or_create(vocabulary=vocabulary, code=code, defaults={**names, **fields})[0]


def make_organisation(**fields):
    return Organisation.objects.create(**content("organisation", **fields))


def make_employer(**fields):
    return make_organisation(is_employer=True, **fields)


def make_organisation_contact(organisation, value="+370 600 12345", kind="mobile", **fields):
    return OrganisationContact.objects.create(organisation=organisation, kind=kind, value=value, **fields)


def make_place(**fields):
    names = {"name_lt": "Vieta", "name_en": "Place", "name_ru": "Место"}
    fields.setdefault("municipality", make_municipality())
    return Place.objects.create(**{**names, "street_address": "Pavyzdžio g. 1", **fields})


def make_project(**fields):
    fields.setdefault("applicant", make_organisation())
    return Project.objects.create(**content("project", **fields))


def make_event(**fields):
    """A published series with one date tomorrow; ``starts_at=None`` leaves it without dates."""
    starts_at = fields.pop("starts_at", timezone.now() + timedelta(days=1))
    fields.setdefault("kind", make_term(Term.Vocabulary.EVENT_KIND))
    fields.setdefault("organiser", make_organisation())
    fields.setdefault("place", make_place())
    series = EventSeries.objects.create(**content("event", **fields))
    if starts_at is not None:
        make_date(series, starts_at)
    return series


def make_weekly(**fields):
    """A published series every Tuesday from 20 October 2026, 19:00 to 20:30, with the dates its rule makes."""
    rule = {
        "recurrence": "weekly",
        "first_date": date(2026, 10, 20),
        "weekdays": [1],
        "repeats_until": date(2027, 4, 30),
        "start_time": time(19, 0),
        "end_time": time(20, 30),
    }
    series = make_event(starts_at=None, **{**rule, **fields})
    series.regenerate()
    series.refresh_from_db()
    return series


def make_date(series, starts_at, **fields):
    fields.setdefault("ends_at", starts_at + timedelta(hours=2))
    return Event.objects.create(series=series, starts_at=starts_at, **fields)


def make_registration(event, **fields):
    """Somebody who has a place; nobody is told."""
    person = {"name_called_by": "Олена", "contact": "olena@example.org", "channel": "email", "language": "ru"}
    person["contact_confirmed_at"] = timezone.now()
    return Registration.objects.create(event=event, **{**person, "status": Registration.Status.CONFIRMED, **fields})


def make_service(**fields):
    if "provider" not in fields:
        fields["provider"] = make_organisation()
        make_organisation_contact(fields["provider"])
    topics = fields.pop("topics", [make_term(Term.Vocabulary.TOPIC)])
    area = fields.pop("area_served", [make_municipality()])
    service = Service.objects.create(**content("service", **fields))
    service.topics.set(topics)
    service.area_served.set(area)
    return service


def make_job(**fields):
    fields.setdefault("hiring_organisation", make_employer())
    fields.setdefault("municipality", make_municipality())
    fields.setdefault("occupation", make_term(Term.Vocabulary.OCCUPATION))
    fields.setdefault("salary_min", 1200)
    fields.setdefault("valid_through", timezone.localdate() + timedelta(days=30))
    return JobPosting.objects.create(**content("job", **fields))


def job_answers(**answers):
    """What a sender answers: the smallest set that can be approved, in the words of the form."""
    if "municipality" not in answers:
        answers["municipality"] = make_municipality().slug
    if "occupation" not in answers:
        answers["occupation"] = make_term(Term.Vocabulary.OCCUPATION).code
    return {
        "language": "lt",
        "name": f"Darbas {next(numbers)}",
        "work_address": "",
        "description": "Pirma eilutė.\n\nAntra eilutė.",
        "total_job_openings": 1,
        "salary_min": "1200",
        "salary_max": "",
        "salary_unit": "month",
        "employment_type": "full_time",
        "hours_per_week": "40",
        "shifts": "day",
        "work_hours": "",
        "suits_carers": False,
        "job_start_date": "",
        "required_language_level": "none",
        "working_languages": ["ru"],
        "permits": ["any"],
        "qualifications": "",
        "mandatory_trainings": [],
        "housing": "no",
        "has_transport": False,
        "has_meals": False,
        "benefits_note": "",
        "contact_phone": "+370 600 12345",
        "contact_email": "",
        "contact_label": "",
        "application_url": "",
        "valid_through": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "employer_name": f"UAB Darbdavys {next(numbers)}",
        "employer_code": "",
        **answers,
    }


def make_submission(state="waiting", *, email=None, language="lt", **answers):
    """A submission in any state, brought there by its own methods."""
    moderator = make_staff(body="Agentūra") if state in {"asked", "approved", "rejected"} else None
    with translation.override(language):
        email = email or f"sender{next(numbers)}@example.org"
        submission = JobSubmission.objects.receive(uuid.uuid4(), email, job_answers(**answers))
    if state != "unconfirmed":
        submission.confirm()
    if state == "asked":
        submission.ask(moderator, submission.version, "Kiek valandų?")
    elif state == "approved":
        submission.approve(moderator, submission.version)
    elif state == "rejected":
        submission.reject(moderator, submission.version, "Ne darbo skelbimas.")
    elif state == "withdrawn":
        submission.withdraw()
    return submission


def make_job_source(**fields):
    return ExternalJobSource.objects.create(**content("source", url="https://example.org/", **fields))


def make_guide_page(**fields):
    topics = fields.pop("topics", [make_term(Term.Vocabulary.TOPIC)])
    page = GuidePage.objects.create(**content("page", **fields))
    page.topics.set(topics)
    return page


def make_question(**fields):
    return Question.objects.create(**content("question", **fields))


def make_statistic(**fields):
    return Statistic.objects.create(**content("statistic", **{"subject": "municipality", "value": 10, **fields}))


def make_word(**fields):
    return Word.objects.create(**content("word", **{"term": f"žodis {next(numbers)}", **fields}))


def make_initiative(**fields):
    return Initiative.objects.create(**content("initiative", **fields))


def make_agreement(**fields):
    """An agreement in force between two organisations that agreed to be shown."""
    organisations = fields.pop("organisations", None) or [make_organisation(), make_organisation()]
    fields = {"kind": "cooperation", "state": Agreement.State.IN_FORCE, **fields}
    is_signed = fields["state"] not in {Agreement.State.DRAFT, Agreement.State.AWAITING}
    signed = {"signatory": "Example Person", "signed_on": timezone.localdate()} if is_signed else {}
    fields.setdefault("date_signed", signed.get("signed_on"))
    agreement = Agreement.objects.create(**content("agreement", **fields))
    for organisation in organisations:
        AgreementParty.objects.create(agreement=agreement, organisation=organisation, is_shown=True, **signed)
    return agreement


def make_person(**fields):
    return Person.objects.create(**{"given_name": "Example", "family_name": f"Person {next(numbers)}", **fields})


def make_post(*municipalities, filled=True, number="+370 600 12345", email="post@example.org", **fields):
    """A coordinator's post; ``filled=False`` leaves it vacant, an empty number or e-mail leaves that out."""
    fields.setdefault("organisation", make_organisation())
    post = Post.objects.create(**content("post", **{"role": Post.Role.COORDINATOR, **fields}))
    if filled:
        Tenure.objects.create(post=post, person=make_person())
    if number:
        PostContact.objects.create(post=post, kind="mobile", value=number)
    if email:
        PostContact.objects.create(post=post, kind="email", value=email)
    for municipality in municipalities:
        Coverage.objects.create(post=post, municipality=municipality)
    return post
