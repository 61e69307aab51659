"""The shared base of all sections. The records here are abstract: no section shares a migration with another."""

import hashlib
import json
import re
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField
from modeltranslation.utils import build_localized_fieldname

from content.access.models import SentForm  # noqa: F401 (its table belongs to this app)
from content.editing.models import KeptForm  # noqa: F401 (so does this)
from content.freshness import Decaying, is_stale
from content.languages import in_language
from content.letters.models import StoppedLetters, UndeliveredLetter  # noqa: F401 (the same)
from content.text import gist, has_words
from content.translatable.models import Translatable, TranslatableQuerySet
from content.wording import date_in_words

# A record nobody has checked for so long says so to its readers (design brief, requirement 28).
CHECKED_FOR = timedelta(days=180)
LINE_END = re.compile(r"\r?\n")
# What rich text may hold when it is shown: what the editor below can write, and no more.
TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "b", "em", "a", "br"}


class Precision(models.TextChoices):
    """How exactly a date is known."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


@lru_cache(maxsize=5000)
def address_of(language, view, slug):
    """The address of a record's page in the language that is active: lists ask for the same ones again and again."""
    return reverse(view, kwargs={"slug": slug})


class ContentQuerySet(TranslatableQuerySet):
    """Questions any section can be asked; they chain: ``Service.objects.published().for_cards()``."""

    def published(self):
        """What everybody may read now. The one publishing rule: every page, list, feed and export asks this."""
        now = timezone.now()
        return self.filter(Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now)).filter(
            published_at__lte=now, visibility=Content.Visibility.PUBLIC
        )

    def visible_to(self, user):
        """Staff preview drafts under their final address; everyone else sees published records."""
        codename = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        return self.all() if user.has_perm(codename) else self.published()

    def due_for_review(self):
        """Published records never checked, past their review date, or checked longer than 180 days ago.

        The rule of Content.is_due_for_review; tests tie the two together.
        """
        return self.published().filter(self.is_due())

    @staticmethod
    def is_due():
        """The condition of due_for_review() without the publishing rule."""
        today = timezone.localdate()
        return Q(assured_on__isnull=True) | Q(review_due_on__lt=today) | Q(assured_on__lt=today - CHECKED_FOR)

    def stale(self):
        """Records whose facts are too old to be told as what is so now; the rule is Content.is_stale()."""
        return self.filter(is_stale(self.model.decays_as))

    def matching(self, text):
        """Records whose name or summary holds ``text`` in any language: a word from a letter is Lithuanian."""
        found = Q()
        for field in ("name", "summary"):
            for code, _name in settings.LANGUAGES:
                found |= Q(**{f"{build_localized_fieldname(field, code)}__icontains": text})
        return self.filter(found)

    def for_detail(self):
        """Load what the record's own page, share text and card show. A section adds its neighbours."""
        return self

    def for_cards(self):
        """Leave the long texts in the database: cards show none of them."""
        codes = [code for code, _name in settings.LANGUAGES]
        return self.defer(*(build_localized_fieldname("description", code) for code in codes))


class Content(Decaying, Translatable):
    """A record of the portal. Empty ``published_at``: a draft; in the future: scheduled; ``unpublish_at`` ends it."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        NETWORK = "network", _("coordinators and partners")
        STAFF = "staff", _("staff only")

    class AssuranceMethod(models.TextChoices):
        LOGIN = "login", _("signed in")
        LETTER = "letter", _("link in a letter")
        PHONE = "phone", _("phone call")

    class Origin(models.TextChoices):
        HUMAN = "human", _("written by a person")
        MACHINE = "machine", _("machine translation")
        IMPORTED = "imported", _("imported")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, help_text=_("Part of the page's web address."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences for lists."))
    description = ProseEditorField(
        _("description"),
        blank=True,
        sanitize=True,
        extensions={
            "Bold": True,
            "Heading": {"levels": [2, 3]},
            "BulletList": True,
            "OrderedList": True,
            "ListItem": True,
            "Link": {"enableTarget": False, "protocols": ["http", "https"]},
            "HardBreak": True,
        },
    )
    alert = models.TextField(_("alert"), blank=True, help_text=_("A warning shown above the text."))

    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft. In the future: published then.")
    )
    unpublish_at = models.DateTimeField(_("unpublished at"), null=True, blank=True)
    visibility = models.CharField(_("visible to"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)

    # {language: {source_hash, origin, by, at}}; see translation_state().
    translations = models.JSONField(_("translations"), default=dict, blank=True, editable=False)

    assured_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    assured_by = models.CharField(_("checked by"), max_length=200, blank=True, editable=False)
    assured_method = models.CharField(
        _("checked how"), max_length=8, choices=AssuranceMethod.choices, blank=True, editable=False
    )
    review_due_on = models.DateField(_("review by"), null=True, blank=True)

    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the facts come from."))
    source_url = models.URLField(_("address of the source"), blank=True)
    source_as_of = models.DateField(
        _("facts as of"), null=True, blank=True, help_text=_("Empty: the source gives no date.")
    )
    source_as_of_precision = models.CharField(
        _("precision of that date"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    source_read_on = models.DateField(
        _("source read on"),
        null=True,
        blank=True,
        help_text=_("For a source without a date: the day somebody read it. Readers see it instead of the date above."),
    )

    is_example = models.BooleanField(_("example"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # For machines only (sitemap, conditional requests): never shown as "checked".
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return address_of(get_language(), f"{self._meta.app_label}:detail", self.slug)

    @property
    def own_address(self):
        """A short address of the record alone; ``share/`` and ``card/`` lie below it. Lists have places, not pages."""
        return self.get_absolute_url()

    def clean_fields(self, exclude=None):
        """Leave the bare translated fields out: each is one of the columns twice, that of whoever looks on."""
        super().clean_fields(exclude={*(exclude or ()), *self.translated_fields()})

    def clean(self):
        """Refuse a record without a name in its own language: it could not be shown to anybody."""
        name = build_localized_fieldname("name", self.source_language)
        if not self.written("name", self.source_language):
            raise ValidationError({name: _("Write the name in the source language.")})
        if self.published_at and self.unpublish_at and self.unpublish_at <= self.published_at:
            raise ValidationError({"unpublish_at": _("It would disappear before it appears. Write a later moment.")})
        if self.slug and not self.is_address_free():
            raise ValidationError({"slug": _("This address belongs to another page. Choose a different one.")})

    def is_address_free(self):
        """The record's address leads to the record, and not to a page that has the same words in its address."""
        path = self.get_absolute_url().partition("?")[0].partition("#")[0]
        found = resolve(path).kwargs
        return self.slug in found.values() or not path.endswith(f"/{self.slug}/")

    # --- Publishing

    def publish(self):
        """Make the record public from now on. Raises ValidationError, changing nothing, when it may not be public."""
        before = self.published_at, self.unpublish_at
        self.published_at = self.published_at if self.is_published else timezone.now()
        self.unpublish_at = None
        try:
            self.full_clean()
            if self.visibility != self.Visibility.PUBLIC:
                raise ValidationError(_("Only records for everybody can be public: see “visible to”."))
            if not self.is_published:
                raise ValidationError(_("Readers would not see it: check the dates of this record."))
        except ValidationError:
            self.published_at, self.unpublish_at = before
            raise
        self.save(update_fields=["published_at", "unpublish_at", "updated_at"])

    publish.alters_data = True

    def unpublish(self):
        """Take the record from the public now; its address answers 404 from the next request on.

        What nobody has seen yet is a draft again.
        """
        now = timezone.now()
        is_ahead = self.published_at is not None and self.published_at > now
        self.published_at, self.unpublish_at = (None, None) if is_ahead else (self.published_at, now)
        self.save(update_fields=["published_at", "unpublish_at", "updated_at"])

    unpublish.alters_data = True

    @property
    def is_published(self):
        """The rule of ContentQuerySet.published() for one record; tests tie the two together."""
        now = timezone.now()
        return (
            self.published_at is not None
            and self.published_at <= now
            and (self.unpublish_at is None or self.unpublish_at > now)
            and self.visibility == self.Visibility.PUBLIC
        )

    # --- Assurance: "checked on ... by ..."

    def assure(self, body, method):
        """Write down that ``body`` has checked this record today. Only a human act calls this, never an import."""
        self.assured_on = timezone.localdate()
        self.assured_by = body
        self.assured_method = method
        self.save(update_fields=["assured_on", "assured_by", "assured_method"])

    assure.alters_data = True

    @property
    def is_due_for_review(self):
        """Never checked, or checked too long ago. What was never checked says so itself, see _assurance.html."""
        today = timezone.localdate()
        is_past = self.review_due_on is not None and self.review_due_on < today
        return self.assured_on is None or is_past or self.assured_on < today - CHECKED_FOR

    @property
    def source_date(self):
        """How old the source's facts are, in words, as exactly as it says itself; "" when nothing is known."""
        if self.source_read_on:
            return _("undated, read on %(date)s") % {"date": date_in_words(self.source_read_on)}
        if self.source_as_of:
            return _("as of %(date)s") % {"date": date_in_words(self.source_as_of, self.source_as_of_precision)}
        return ""

    # --- Translations

    def source_hash(self):
        """A fingerprint of the source language's texts; nothing else about the record, nor their spaces, changes it."""
        return self._hash(gist)

    def _hash(self, form):
        texts = {
            field: form(text)
            for field in self.translated_fields()
            if (text := getattr(self, build_localized_fieldname(field, self.source_language))) and has_words(text)
        }
        return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]

    def missing_fields(self, language):
        """The translated fields that the source language has and ``language`` lacks."""
        return [
            field
            for field in self.translated_fields()
            if self.written(field, self.source_language) and not self.written(field, language)
        ]

    def translation_state(self, language):
        """Return "source", "missing", "outdated" or "current". Timestamps play no part, so only text can change it."""
        if language == self.source_language:
            return "source"
        if self.missing_fields(language):
            return "missing"
        known = self.translations.get(language, {}).get("source_hash")
        return "current" if known in self.known_hashes() else "outdated"

    def known_hashes(self):
        """Today's fingerprint, and those that older versions of the portal took of the same text letter by letter."""
        yield self.source_hash()
        yield self._hash(str)
        yield self._hash(lambda text: LINE_END.sub("\r\n", text))

    def note_current(self, language, by, origin=Origin.HUMAN):
        """Write down, without saving, that the text in ``language`` renders today's source text; ``by`` says so."""
        self.translations = {
            **self.translations,
            language: {
                "source_hash": self.source_hash(),
                "origin": str(origin),
                "by": by,
                "at": timezone.now().isoformat(timespec="seconds"),
            },
        }

    def mark_current(self, language, by, origin=Origin.HUMAN):
        """The same, saved; nothing else of the record is written."""
        self.note_current(language, by, origin)
        self.save(update_fields=["translations"])

    mark_current.alters_data = True

    @property
    def is_machine_made(self):
        """The reader's text is the work of a machine that no person has reviewed."""
        language = get_language()
        origin = (self.translations or {}).get(language, {}).get("origin")
        return language != self.source_language and origin == self.Origin.MACHINE

    @cached_property
    def foreign_language(self):
        """The code of the language shown instead of the reader's, or "" when the reader's is complete.

        A card has not loaded the long texts and does not show them: it speaks of those it has.
        """
        wanted, loaded = get_language() or settings.LANGUAGE_CODE, self.__dict__
        for field in self.translated_fields():
            if build_localized_fieldname(field, self.source_language) in loaded:
                text = self.text(field, wanted)
                if text.is_foreign:
                    return text.language
        return ""

    @property
    def foreign_language_in(self):
        """ "in Lithuanian" in the reader's language, for the notice and the tag."""
        return in_language(self.foreign_language) if self.foreign_language else ""

    def complete_languages(self):
        """The codes of the languages this record is complete in."""
        return [
            code for code, _name in settings.LANGUAGES if code == self.source_language or not self.missing_fields(code)
        ]

    @property
    def shown_name(self):
        return self.text("name")

    @property
    def shown_alert(self):
        return self.text("alert")
