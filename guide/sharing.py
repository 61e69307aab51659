"""What is passed on of the guide: its pages, questions, figures and words from letters."""

from django.utils.translation import gettext as _

from content.sharing.facts import Where, as_on_the_sign, facts_of, joined, labelled, with_description
from content.wording import figure
from directory.sharing import name_if_public


def municipality_facts(record):
    return (Where(record.municipality.text("name")),) if record.municipality else ()


def page_facts(page):
    return facts_of(
        page,
        where=municipality_facts(page),
        summary=with_description(page),
        request=_("I need help with this."),
    )


def question_facts(question):
    """The answer is what a question is passed on for."""
    review = _("We are checking this answer. Ask your coordinator before you rely on it.")
    law = labelled(_("Law:"), question.text("legal_basis"))
    return facts_of(
        question,
        states=(review,) if question.needs_review else (),
        where=municipality_facts(question),
        details=(law,) if law else (),
        summary=with_description(question),
        request=_("I have this question."),
    )


def word_facts(word):
    page = name_if_public(word.guide_page)
    return facts_of(
        word,
        by=as_on_the_sign(word.term),
        details=(labelled(_("Read more"), page),) if page else (),
        summary=with_description(word),
        request=_("This word stands in my letter. Please explain it to me."),
    )


def statistic_facts(statistic):
    parts = [statistic.text("qualifier"), figure(statistic.value), statistic.text("unit")]
    as_of = statistic.as_of_in_words if statistic.as_of else _("The source gives no date: this may be old.")
    return facts_of(
        statistic,
        by=joined([part for part in parts if part], " "),
        when=(as_of,),
        where=municipality_facts(statistic),
        summary=with_description(statistic),
    )
