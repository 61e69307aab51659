"""Guide: how life works here, questions and answers, figures, words from letters."""

from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.freshness import limit_of
from content.models import Content, ContentQuerySet, Precision
from content.sorting import SortKey, sort_key
from content.wording import date_in_words
from directory.models import Municipality, Organisation, Term
from guide.finding import rank_words

# A page, a page below it, one below that: nobody finds what lies deeper.
MOST_LEVELS = 3


class GuidePageQuerySet(ContentQuerySet):
    def top(self):
        """Pages that begin the tree; also those whose page above is not public, or nobody would find them."""
        return self.exclude(Exists(GuidePage.objects.published().filter(pk=OuterRef("parent"))))

    def nationwide(self):
        return self.filter(municipality__isnull=True)

    def of_municipality(self, municipality):
        return self.filter(municipality=municipality)

    def for_newcomers(self):
        return self.filter(readers=GuidePage.Readers.NEWCOMERS)

    def for_public(self):
        return self.filter(readers=GuidePage.Readers.PUBLIC)

    def for_cards(self):
        return super().for_cards().select_related("municipality")

    def for_detail(self):
        institutions = Organisation.objects.published().prefetch_related("contacts").in_order_of_name()
        found = self.select_related("parent__parent", "municipality").prefetch_related("topics")
        return found.prefetch_related(Prefetch("institutions", institutions))


class GuidePage(Content):
    """A page on living here, of the whole country or of one municipality, in a small tree."""

    decays_as = "guide"

    class Readers(models.TextChoices):
        NEWCOMERS = "newcomers", _("people new to Lithuania")
        PUBLIC = "public", _("residents who want to understand and help")

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guide_pages",
        verbose_name=_("municipality"),
        help_text=_("Empty: the whole country."),
    )
    readers = models.CharField(_("readers"), max_length=9, choices=Readers.choices, default=Readers.NEWCOMERS)
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="guide_pages",
        verbose_name=_("topics"),
        help_text=_("Services of these topics stand beside the text."),
    )
    institutions = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="guide_pages",
        verbose_name=_("where to turn"),
        help_text=_("Official institutions and people who help with this, with their address, at the end of the page."),
    )
    event_kinds = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.EVENT_KIND},
        related_name="guide_pages_of_kind",
        verbose_name=_("kinds of events"),
        help_text=_("Events of these kinds stand beside the text."),
    )
    shows_jobs = models.BooleanField(
        _("with jobs"), default=False, help_text=_("The newest jobs stand beside the text.")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Shows a button to leave the page quickly.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GuidePageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("guide page")
        verbose_name_plural = _("guide pages")
        indexes = [models.Index(fields=["position", "id"], name="guidepage_in_order")]
        constraints = [
            Check(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="guidepage_is_not_below_itself",
                says=_("A page cannot stand below itself."),
                beside="parent",
            )
        ]

    def clean(self):
        """Refuse a page above that would make a circle, a tree too deep, or mix readers or municipalities."""
        super().clean()
        if self.parent and (error := self.error_of_parent()):
            raise ValidationError({"parent": error})

    def error_of_parent(self):
        above = [self.parent, *self.parent.ancestors]
        if self.pk is not None and self.pk in {page.pk for page in above}:
            return _("This page lies above the chosen one. Choose another page.")
        if len(above) + self.levels_below() >= MOST_LEVELS:
            return _("The tree of pages may have three levels. Choose a page higher up.")
        if self.parent.readers != self.readers:
            return _("The page above is for other readers.")
        if self.parent.municipality_id not in {None, self.municipality_id}:
            return _("The page above belongs to another municipality.")
        return None

    def levels_below(self):
        """How many levels of pages hang below this one."""
        level, depth = [self.pk] if self.pk else [], -1
        while level and depth < MOST_LEVELS:
            depth += 1
            level = list(GuidePage.objects.filter(parent__in=level).values_list("pk", flat=True))
        return max(depth, 0)

    @property
    def ancestors(self):
        """The pages above, the nearest first; never more than a tree may have."""
        found, page = [], self.parent
        while page is not None and len(found) < MOST_LEVELS and page not in found:
            found.append(page)
            page = page.parent
        return found

    @property
    def public_ancestors(self):
        """The pages above that readers may see, the topmost first: the way back."""
        return [page for page in reversed(self.ancestors) if page.is_published]

    def neighbours(self):
        """Published pages at the same place of the tree and for the same readers: where to read on."""
        pages = GuidePage.objects.published().filter(readers=self.readers).exclude(pk=self.pk)
        if self.parent_id is None:
            return pages.top().filter(municipality=self.municipality_id)
        if self.municipality_id is not None:
            # A municipality's page stands beside the national one: read on in the same municipality.
            return pages.of_municipality(self.municipality_id)
        return pages.filter(parent=self.parent_id).nationwide()


class QuestionQuerySet(ContentQuerySet):
    def for_cards(self):
        # A question without its answer is no card: the answer stays in.
        return self.select_related("municipality").prefetch_related("topics")


class Question(Content):
    """A question in the reader's words (``name``) and its answer (``description``), schema.org Question."""

    decays_as = "guide"

    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="questions",
        verbose_name=_("topics"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("municipality"),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    needs_review = models.BooleanField(
        _("needs review"), default=False, help_text=_("Readers are told that the answer is being checked.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["position", "id"], name="question_in_order")]

    def get_absolute_url(self):
        """Its place on the list, narrowed to it: the list has pages."""
        return f"{reverse('guide:questions')}?{urlencode({'q': self.text('name')[:100]})}#{self.slug}"

    @property
    def own_address(self):
        return reverse("guide:question", kwargs={"slug": self.slug})


class StatisticQuerySet(ContentQuerySet):
    def for_cards(self):
        return super().for_cards().select_related("municipality")


class Statistic(Content):
    """One figure with its unit, date and source (schema.org Observation). Figures are never merged or computed."""

    decays_as = "figure"

    class Subject(models.TextChoices):
        MUNICIPALITY = "municipality", _("the municipality")
        REFUGEES = "refugees", _("refugees in the world")
        SUPPORT = "support", _("support")

    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    qualifier = models.CharField(_("before the value"), max_length=40, blank=True, help_text=_("For example: about"))
    as_of = models.DateField(_("as of"), null=True, blank=True, help_text=_("Empty: the source does not say."))
    as_of_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=Precision.choices, default=Precision.YEAR
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statistics",
        verbose_name=_("municipality"),
    )
    is_current = models.BooleanField(
        _("current"), default=False, help_text=_("The newest figure there is. It needs a date and a source.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "position", "pk"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [models.Index(fields=["subject", "position", "id"], name="statistic_in_order")]
        constraints = [
            Check(
                condition=Q(is_current=False) | Q(as_of__isnull=False),
                name="statistic_current_has_a_date",
                violation_error_message=_("A figure without a date cannot be published as current."),
                beside="as_of",
            ),
            Check(
                condition=Q(is_current=False) | ~Q(source=""),
                name="statistic_current_has_a_source",
                violation_error_message=_("A figure without a source cannot be published as current."),
                beside="source",
            ),
        ]

    def clean(self):
        """Refuse a figure of a day that has not come."""
        super().clean()
        if self.as_of and self.as_of > timezone.localdate():
            raise ValidationError({"as_of": _("This day has not come yet.")})

    def get_absolute_url(self):
        return f"{reverse('guide:statistics')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("guide:statistic", kwargs={"slug": self.slug})

    @property
    def is_newest(self):
        """It is still told as the newest figure: a newer one must have come out by now, unless somebody looked."""
        is_old = self.as_of is not None and self.as_of < limit_of(self.decays_as)
        is_checked = self.assured_on is not None and self.assured_on >= limit_of(self.decays_as)
        return self.is_current and not self.is_stale() and (is_checked or not is_old)

    @property
    def as_of_iso(self):
        """The date as exact as it is known: 2020, 2020-03 or 2020-03-31."""
        return date_format(self.as_of, {"year": "Y", "month": "Y-m", "day": "Y-m-d"}[self.as_of_precision])

    @property
    def as_of_in_words(self):
        return date_in_words(self.as_of, self.as_of_precision)


class WordQuerySet(ContentQuerySet):
    def in_order(self):
        """In the Lithuanian alphabet, whatever the reader's language: the words are Lithuanian."""
        return self.order_by(SortKey("term"), "pk")

    def first_letters(self):
        """The letters that words begin with, in the Lithuanian alphabet."""
        found = self.order_by().values_list(Left("term", 1), flat=True).distinct()
        return sorted({letter.upper() for letter in found}, key=sort_key)

    def beginning_with(self, letter):
        return self.filter(Q(term__startswith=letter.upper()) | Q(term__startswith=letter.lower()))

    def matching(self, text):
        """Words that ``text`` means, the likeliest first: without diacritics, in Cyrillic, with endings, misspelt."""
        ranks = rank_words(text, self)
        order = [When(pk=pk, then=Value(rank)) for pk, rank in ranks.items()]
        found = self.filter(pk__in=ranks)
        return found.order_by(Case(*order), SortKey("term"), "pk") if order else found


class Word(Content):
    """A Lithuanian word people meet in letters: ``term`` as it stands there, ``name`` its translation."""

    term = models.CharField(_("Lithuanian word"), max_length=120, unique=True)
    variants = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("other spellings"),
        default=list,
        blank=True,
        help_text=_("Abbreviations, other forms, how it sounds in Cyrillic."),
    )
    guide_page = models.ForeignKey(
        GuidePage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="words",
        verbose_name=_("page to go to"),
    )
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="words",
        verbose_name=_("topics"),
    )

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["term"]
        verbose_name = _("word from letters")
        verbose_name_plural = _("words from letters")
        indexes = [models.Index(SortKey("term"), "id", name="word_in_order")]

    def get_absolute_url(self):
        """Its place on the list, narrowed to it: the list has pages."""
        return f"{reverse('guide:words')}?{urlencode({'q': self.term[:100]})}#{self.slug}"

    @property
    def own_address(self):
        return reverse("guide:word", kwargs={"slug": self.slug})
