"""What is passed on of a job, and of job boards elsewhere."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.sharing.facts import Contact, Where, facts_of, joined, labelled
from directory.sharing import contact_facts, name_if_public, place_facts
from jobs.postings.card import pay


def job_facts(job):
    page = (Contact(job.application_url, job.application_url),) if job.application_url else ()
    return facts_of(
        job,
        by=name_if_public(job.hiring_organisation),
        when=(_("Apply until %(date)s") % {"date": date_format(job.valid_through, "DATE_FORMAT")},),
        where=(place_facts(job.place),) if job.place else (Where(job.municipality.text("name")),),
        price=(pay(job),) if job.salary_min else (),
        contacts=(*contact_facts(job.ways_to_reach), *page),
        details=tuple(detail for detail in details(job) if detail),
        request=_("I would like to apply for this job."),
    )


def details(job):
    yield capfirst(job.get_required_language_level_display())
    yield capfirst(f"{job.get_employment_type_display()}, {job.get_shifts_display()}")
    yield labelled(_("What you need"), job.text("qualifications"))
    gives = [job.get_housing_display()] if job.housing != job.Housing.NO else []
    gives += [_("transport to work")] if job.has_transport else []
    gives += [_("meals")] if job.has_meals else []
    yield capfirst(", ".join(map(str, gives)))
    trainings = joined([training.text("name") for training in job.mandatory_trainings.all()], ", ")
    yield labelled(_("Training you must have"), trainings)


def source_facts(source):
    return facts_of(
        source,
        contacts=(Contact(source.url, source.url),),
        details=(labelled(_("Languages of the site:"), ", ".join(source.site_languages)),)
        if source.site_languages
        else (),
    )
