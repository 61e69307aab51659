"""Piles of work: records of any kind that wait for the same thing from staff.

A pile is one condition. The desk counts by it and the lists filter by it, so a count is the length of its list.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.admin.translation_states import IsMissing, IsOutdated
from content.languages import in_language


@dataclass(frozen=True)
class Pile:
    """``condition(model)`` says which records lie in it; ``since`` is the field by which the longest lie on top."""

    name: str
    title: str
    condition: Callable
    since: str
    of_published: bool = True

    def of(self, queryset):
        """Those records of a ContentQuerySet that lie in the pile."""
        return self.base(queryset).filter(self.condition(queryset.model))

    def base(self, queryset):
        return queryset.published() if self.of_published else queryset


def piles():
    """All piles, in the order of the desk; titles are those of the active language."""
    offered = [code for code, _name in settings.LANGUAGES]
    return [
        Pile("review", _("Due for review"), _is_due, "assured_on"),
        Pile("unchecked", _("Never checked"), _is_unchecked, "created_at"),
        *(_untranslated(code) for code in offered),
        *(_outdated(code) for code in offered),
        Pile("scheduled", _("Will appear or disappear by itself"), _is_scheduled, "published_at", of_published=False),
        Pile("drafts", pgettext_lazy("several", "Drafts"), _is_draft, "created_at", of_published=False),
    ]


def pile(name):
    """The pile of a name, or None."""
    return next((found for found in piles() if found.name == name), None)


def _is_due(model):
    return model.objects.is_due()


def _is_unchecked(model):
    return Q(assured_on__isnull=True)


def _is_scheduled(model):
    now = timezone.now()
    return Q(published_at__gt=now) | Q(unpublish_at__gt=now, published_at__isnull=False)


def _is_draft(model):
    return Q(published_at__isnull=True)


def _untranslated(code):
    title = _("No text %(in_language)s") % {"in_language": in_language(code)}
    return Pile(f"missing_{code}", title, lambda model: Q(IsMissing(model, code)), "created_at")


def _outdated(code):
    title = _("Text %(in_language)s no longer fits its source") % {"in_language": in_language(code)}
    return Pile(f"outdated_{code}", title, lambda model: Q(IsOutdated(model, code)), "updated_at")
