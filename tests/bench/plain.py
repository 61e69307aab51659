"""What the portal is measured against: an empty Django view, and a list as one writes it without a thought for speed.

The list shows 20 events: all columns in all languages, the usual middleware, dates formatted and addresses looked up in
the template, a part included for each row.
"""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from events.models import EventSeries

CONSTANT = "x" * 10_000
TEMPLATES = {
    "list": (
        '{% load i18n %}<!doctype html><html lang="en"><title>{% translate "Events" %}</title>'
        '<h1>{% translate "Events" %}</h1><p>{{ page.paginator.count }}</p>'
        '<ul>{% for event in page %}{% include "row" %}{% endfor %}</ul></html>'
    ),
    "row": (
        '{% load i18n %}<li><h3><a href="{% url "event" slug=event.slug %}">{{ event.name }}</a></h3>'
        '<p>{{ event.summary }}</p><p>{{ event.published_at|date:"l, j F Y, H:i" }}–{{ event.created_at|date:"H:i" }}, '
        "{{ event.kind.name }}</p>"
        '{% if event.is_accessible_for_free %}<p>{% translate "Free of charge" %}</p>{% endif %}</li>'
    ),
}
ENGINE = Engine(
    loaders=[("django.template.loaders.locmem.Loader", TEMPLATES)],
    libraries={"i18n": "django.templatetags.i18n"},
)
TEMPLATE = ENGINE.get_template("list")


def bare(request):
    return HttpResponse(CONSTANT)


def plain_list(request):
    events = EventSeries.objects.filter(published_at__isnull=False).select_related("kind").order_by("-published_at")
    page = Paginator(events, 20).get_page(request.GET.get("page"))
    return HttpResponse(TEMPLATE.render(Context({"page": page})))


def event(request, slug):
    return HttpResponse(EventSeries.objects.get(slug=slug).name)


urlpatterns = [path("bare/", bare), path("list/", plain_list), path("<slug:slug>/", event, name="event")]
