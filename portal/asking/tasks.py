"""Regular work on questions of readers."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from content.erasure.traces import erase
from portal.asking.letters import escalation, tell_offices, tell_project
from portal.asking.models import ReaderQuestion
from portal.asking.offices import office_for, offices_above
from portal.asking.querysets import PROJECT_AFTER


@app.periodic(cron="*/10 * * * *")
@app.task(name="tell_offices_of_questions", queueing_lock="tell_offices_of_questions")
def tell_offices_of_questions(timestamp):
    """Write the letters that were too many for an hour, and find somebody for what nobody has any more."""
    for question in ReaderQuestion.objects.waiting().prefetch_related("offices__post", "offices__organisation"):
        if not any(link.state == link.State.OPEN for link in question.offices.all()):
            find_office(question)
    tell_offices()


def find_office(question):
    """Whoever answered for it is gone: it goes to whoever answers there now, if anybody does."""
    if office := office_for(question.municipality):
        question.pass_on(office)


@app.periodic(cron="5 * * * *")
@app.task(name="escalate_questions", queueing_lock="escalate_questions")
def escalate_questions(timestamp):
    """Tell who supervises the post after two working days without an answer, and the project after five."""
    for question, days in ReaderQuestion.objects.late():
        with transaction.atomic():
            question.hold()
            if question.state == ReaderQuestion.State.WAITING:
                escalate(question, days)


def escalate(question, days):
    """One step up; where nobody above can be reached the project is told at once. The caller holds the question."""
    now, fields = timezone.now(), ["supervisor_told_at"]
    has = set(question.offices.going_on().values_list("email", flat=True))
    above = [office for office in offices_above(question.municipality) if office.email not in has]
    if question.supervisor_told_at is None:
        question.supervisor_told_at = now
        escalation(question, days, above)
    if question.project_told_at is None and (days >= PROJECT_AFTER or not above):
        question.project_told_at = now
        fields.append("project_told_at")
        tell_project(question, days)
    question.save(update_fields=fields)


@app.periodic(cron="20 3 * * *")
@app.task(name="erase_old_questions", queueing_lock="erase_old_questions")
def erase_old_questions(timestamp):
    """Close what was answered and is silent for 30 days; erase what was closed 90 days ago, and every trace of it."""
    for question in ReaderQuestion.objects.silent():
        question.close()
    erase(ReaderQuestion.objects.due_for_erasure())
