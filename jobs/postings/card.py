"""What a list says of a job."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.wording import Card, beside, facts_of, money, written


@dataclass(frozen=True)
class JobCard(Card):
    """``employer``: "" while it is not public itself; ``housing``: "" where there is none."""

    pay: str
    employer: str
    municipality: str
    needs_no_lithuanian: bool
    level: str
    employment: str
    housing: str
    has_transport: bool
    suits_carers: bool
    last_day: str
    icon: str


def card_of(job):
    """The card of a JobPosting from ``for_cards()``."""
    return JobCard(
        **facts_of(job),
        pay=pay(job) if job.salary_min else "",
        employer=written(job.hiring_organisation) if job.hiring_organisation.is_published else "",
        municipality=written(job.municipality),
        needs_no_lithuanian=job.required_language_level == job.LanguageLevel.NONE,
        level=str(job.get_required_language_level_display()),
        employment=str(job.get_employment_type_display()),
        housing=str(job.get_housing_display()) if job.housing != job.Housing.NO else "",
        has_transport=job.has_transport,
        suits_carers=job.suits_carers,
        icon=(job.occupation and job.occupation.drawing) or "bag",
        last_day=date_format(job.valid_through, "DATE_FORMAT") if job.valid_through else "",
    )


def pay(job):
    """Gross pay, as on the page (templates/jobs/_pay.html)."""
    unit = job.get_salary_unit_display()
    if job.salary_max and job.salary_max != job.salary_min:
        least, most = beside(job.salary_min, job.salary_max), money(job.salary_max)
        return _("%(least)s–%(most)s %(unit)s before tax") % {"least": least, "most": most, "unit": unit}
    return _("%(pay)s %(unit)s before tax") % {"pay": money(job.salary_min), "unit": unit}
