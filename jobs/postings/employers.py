"""Employers that come with a posting, and how long they are public."""

import re
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from content.erasure.traces import erase
from content.sorting import sort_key
from directory.models import ContactPoint, Organisation, OrganisationContact

# Who sent a posting in and whom to call is erased so long after its end.
KEPT_FOR = timedelta(days=365)
# What firms write before or after their name, with or without it.
LEGAL_FORMS = {"uab", "ab", "mb", "vsi", "všį", "iį", "ii", "зао", "ооо"}


def make_employer(answers):
    """A new employer, not verified, with the contacts of the answers, public as long as it has open jobs.

    A firm has one name in all languages.
    """
    name = answers["employer_name"]
    organisation = Organisation(
        kind=Organisation.Kind.BUSINESS,
        is_employer=True,
        legal_name=name,
        identifier=answers.get("employer_code", ""),
        slug=free_slug(Organisation, name, "darbdavys"),
        published_at=timezone.now(),
        is_public_with_jobs=True,
        **{build_localized_fieldname("name", code): name for code, _name in settings.LANGUAGES},
    )
    organisation.full_clean()
    organisation.save()
    for kind, value in contact_rows(answers):
        OrganisationContact.objects.create(organisation=organisation, kind=kind, value=value)
    return organisation


def follow_jobs(organisation):
    """Let an employer that came with a posting be public until the last of its jobs ends; a verified one stays.

    Nobody of the staff has looked after such a page, and its contacts are somebody's: it is public for its jobs only.
    """
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update())
    if not organisation.is_public_with_jobs:
        return
    postings = organisation.job_postings.filter(published_at__isnull=False, visibility=Organisation.Visibility.PUBLIC)
    ends = [_end_of(*row) for row in postings.values_list("valid_through", "unpublish_at")]
    now = timezone.now()
    until = max(ends, default=now if organisation.is_published else organisation.unpublish_at)
    if organisation.verified_at and until > now:
        organisation.is_public_with_jobs, until = False, None
    if until != organisation.unpublish_at:
        organisation.unpublish_at = until
        organisation.save(update_fields=["unpublish_at", "is_public_with_jobs", "updated_at"])


def erase_contacts_of_past_employers():
    """Forget whom to call at employers that came with a job and have had none for a year; their names stay."""
    followers = Organisation.objects.filter(is_public_with_jobs=True, verified_at__isnull=True)
    past = followers.filter(unpublish_at__lt=timezone.now() - KEPT_FOR)
    erase(OrganisationContact.objects.filter(organisation__in=past), is_of_office=True)
    OrganisationContact.history.filter(organisation_id__in=past.values("pk")).delete()


def _end_of(valid_through, unpublish_at):
    """The last moment at which a posting is public."""
    last = timezone.make_aware(datetime.combine(valid_through, time.max))
    return min(last, unpublish_at or last)


def free_slug(model, name, otherwise):
    """An address made of ``name`` that no other record has; names in other scripts get a plain word."""
    base = slugify(name)[:60].strip("-") or otherwise
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken or not model(slug=slug).is_address_free():
        number += 1
        slug = f"{base}-{number}"
    return slug


def known_employer(answers):
    """The organisation that the answers seem to mean: the same company code, or the same name. None: a new one."""
    organisations = Organisation.objects.order_by("pk")
    if (code := answers.get("employer_code")) and (found := organisations.filter(identifier=code).first()):
        return found
    wanted = _bare(answers.get("employer_name", ""))
    fields = [
        "legal_name",
        "alternate_name",
        *(build_localized_fieldname("name", code) for code, _n in settings.LANGUAGES),
    ]
    for pk, *names in organisations.values_list("pk", *fields):
        if wanted and wanted in {_bare(name) for name in names if name}:
            return organisations.get(pk=pk)
    return None


def _bare(name):
    """A firm's name without its legal form, quotes and capital letters."""
    words = re.findall(r"\w+", name.lower())
    return sort_key(" ".join(word for word in words if word not in LEGAL_FORMS))


def contact_rows(answers):
    """The ways to reach the employer among the answers, as (kind, value)."""
    rows = [
        (ContactPoint.Kind.PHONE, answers.get("contact_phone")),
        (ContactPoint.Kind.EMAIL, answers.get("contact_email")),
    ]
    return [(kind, value) for kind, value in rows if value]
