"""The same words as a page: some mail programs show nothing else well, and links can be tapped."""

from django.template.loader import render_to_string
from django.utils.translation import get_language


def as_html(subject, body):
    """The plain text of a letter as HTML, with nothing that the text does not say."""
    context = {"subject": subject, "body": body.strip(), "language": get_language()}
    return render_to_string("content/letter.html", context)
