"""Coordinators: who helps in the municipality that was typed, and whose name was typed; one query."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Concat, JSONObject
from modeltranslation.utils import build_localized_fieldname

from networks.models import Coverage, Post, PostContact, Tenure
from portal.search.models import words_query

MOST = 6
FULL_NAME = Concat("person__given_name", Value(" "), "person__family_name")
CONTACT = ["kind", "value", "normalised", "is_valid", "is_public", "domestic_only", "is_shared_mailbox"]


@dataclass
class Helper:
    """Somebody in a post today, as a page of results shows them."""

    post: Post
    people: list
    contacts: list
    municipalities: list


def helpers(words, wanted, municipalities):
    """Who can be reached today in the ``wanted`` municipalities, or is called by the words; published posts only.

    ``municipalities``: all of them by their key, to name where somebody helps.
    """
    now = Tenure.objects.current().filter(post=OuterRef("pk")).order_by("pk")
    name = Func(Func(FULL_NAME, function="search_lower"), function="search_loose", output_field=SearchVectorField())
    called = now.annotate(name_vector=name).filter(name_vector__matches=words_query(words))
    covered = Coverage.objects.filter(post=OuterRef("pk"))
    labels = [build_localized_fieldname("label", code) for code, _name in settings.LANGUAGES]
    ways = PostContact.objects.filter(
        post=OuterRef("pk"), is_public=True, is_valid=True, kind__in=[*PostContact.CALLS, PostContact.Kind.EMAIL]
    )
    posts = (
        Post.objects.published()
        .filter(Q(Exists(covered.filter(municipality__in=wanted))) | Q(Exists(called)))
        .filter(Exists(now), Exists(ways))
        .not_on_leave()
        .annotate(
            found_people=ArraySubquery(now.annotate(full_name=FULL_NAME).values("full_name")),
            ways=ArraySubquery(ways.values_list(JSONObject(**{name: name for name in [*CONTACT, *labels]}))),
            places=ArraySubquery(covered.values("municipality")),
        )
        .order_by("position", "pk")
    )
    return [
        Helper(post, post.found_people, _contacts(post), [municipalities[key] for key in post.places])
        for post in posts[:MOST]
    ]


def _contacts(post):
    return [PostContact(**way) for way in post.ways]
