"""Questions and answers in the words of schema.org (FAQPage), for search engines: what the page shows and no more."""

import nh3

from content.models import TAGS


def questions_in_words_of_schema(questions):
    """The data of a page of the list, or None. What is being checked, stale or an example is not offered."""
    found = [question for question in questions if is_offered(question)]
    if not found:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [question_in_words_of_schema(question) for question in found],
    }


def is_offered(question):
    is_sure = not question.needs_review and not question.is_example and not question.is_stale()
    return question.is_published and is_sure and answer(question)


def question_in_words_of_schema(question):
    name = question.text("name")
    return {
        "@type": "Question",
        "name": str(name),
        "inLanguage": name.language,
        "acceptedAnswer": {"@type": "Answer", "text": answer(question)},
    }


def answer(question):
    """The answer as it stands on the page: the warning above it first."""
    alert = question.text("alert")
    text = nh3.clean(question.text("description"), tags=TAGS, attributes={"a": {"href"}})
    return f"<p>{nh3.clean_text(alert)}</p>{text}" if alert and text else text
