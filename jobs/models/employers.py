"""Employers that come with a posting."""

import re

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from jobs.models.answers import contact_rows
from portal.content.sorting import sort_key
from portal.directory.models import Organisation, OrganisationContact

# What firms write before or after their name, with or without it.
LEGAL_FORMS = {"uab", "ab", "mb", "vsi", "všį", "iį", "ii", "зао", "ооо"}


def make_employer(answers):
    """A new public employer, not verified, with the contacts of the answers. A firm has one name in all languages."""
    name = answers["employer_name"]
    organisation = Organisation(
        kind=Organisation.Kind.BUSINESS,
        is_employer=True,
        legal_name=name,
        identifier=answers.get("employer_code", ""),
        slug=free_slug(Organisation, name, "darbdavys"),
        published_at=timezone.now(),
        **{build_localized_fieldname("name", code): name for code, _name in settings.LANGUAGES},
    )
    organisation.full_clean()
    organisation.save()
    for kind, value in contact_rows(answers):
        OrganisationContact.objects.create(organisation=organisation, kind=kind, value=value)
    return organisation


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
