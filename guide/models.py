"""Guide: how life works here, questions and answers, figures, words from letters."""

from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.content.dates import month_and_year
from portal.content.models import Content, ContentQuerySet
from portal.content.sorting import SortKey
from portal.directory.models import Municipality, Term


class GuidePageQuerySet(ContentQuerySet):
    def top(self):
        return self.filter(parent__isnull=True)

    def for_newcomers(self):
        return self.filter(readers=GuidePage.Readers.NEWCOMERS)

    def for_public(self):
        return self.filter(readers=GuidePage.Readers.PUBLIC)

    def for_cards(self):
        return super().for_cards().select_related("municipality")

    def for_detail(self):
        return self.select_related("parent", "municipality").prefetch_related("topics")


class GuidePage(Content):
    """A page on living here, of the whole country or of one municipality, in a small tree."""

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
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Shows a button to leave the page quickly.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GuidePageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("guide page")
        verbose_name_plural = _("guide pages")


class QuestionQuerySet(ContentQuerySet):
    def for_cards(self):
        # A question without its answer is no card: the answer stays in.
        return self.select_related("municipality").prefetch_related("topics")


class Question(Content):
    """A question in the reader's words (``name``) and its answer (``description``), schema.org Question."""

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

    class Precision(models.TextChoices):
        YEAR = "year", _("year")
        MONTH = "month", _("month")
        DAY = "day", _("day")

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
    is_current = models.BooleanField(_("current"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "position", "pk"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(as_of__isnull=False),
                name="statistic_current_has_a_date",
                violation_error_message=_("A figure without a date cannot be published as current."),
            )
        ]

    def get_absolute_url(self):
        return f"{reverse('guide:statistics')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("guide:statistic", kwargs={"slug": self.slug})

    @property
    def as_of_iso(self):
        """The date as exact as it is known: 2020, 2020-03 or 2020-03-31."""
        return date_format(self.as_of, {"year": "Y", "month": "Y-m", "day": "Y-m-d"}[self.as_of_precision])

    @property
    def as_of_in_words(self):
        if self.as_of_precision == self.Precision.MONTH:
            return month_and_year(self.as_of)
        return date_format(self.as_of, "Y" if self.as_of_precision == self.Precision.YEAR else "DATE_FORMAT")


class WordQuerySet(ContentQuerySet):
    def in_order(self):
        """In the Lithuanian alphabet, whatever the reader's language: the words are Lithuanian."""
        return self.order_by(SortKey("term"), "pk")

    def matching(self, text):
        """Words that hold ``text`` in the letter's spelling, another spelling, or any language's explanation."""
        described = super().matching(text).values("pk")
        return self.filter(Q(pk__in=described) | Q(term__icontains=text) | Q(variants__icontains=text))


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

    def get_absolute_url(self):
        """Its place on the list, narrowed to it: the list has pages."""
        return f"{reverse('guide:words')}?{urlencode({'q': self.term[:100]})}#{self.slug}"

    @property
    def own_address(self):
        return reverse("guide:word", kwargs={"slug": self.slug})
