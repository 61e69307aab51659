"""What staff add to the words and phrases of the files."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.languages import interface_languages
from directory.models import Term
from guide.models import GuidePage, Word
from portal.danger.folding import words_in
from portal.questions.leads import SECTIONS
from portal.questions.phrases import Hint
from services.models import Service

# Longer phrases are seldom typed as they stand.
MOST_WORDS = 5
LEADS = ("need", "guide_page", "service", "word", "section")


def section_choices():
    return [(name, title) for name, (title, _hint, _view) in SECTIONS.items()]


class SearchHintQuerySet(models.QuerySet):
    def as_hints(self):
        """The Hints of the rows; one query."""
        slugs = ["need__code", "guide_page__slug", "service__slug", "word__slug", "section"]
        rows = self.order_by("pk").values_list("language", "words", "means", *slugs)
        return tuple(Hint(language, words, means, _lead(names)) for language, words, means, *names in rows)

    def in_use(self):
        """Those that searches are asked for; none while the database does not answer."""
        try:
            return self.filter(is_active=True).as_hints()
        except DatabaseError:
            return ()


class SearchHint(models.Model):
    """Words that people type, with other words that mean the same, or with the page that answers them."""

    language = models.CharField(_("language"), max_length=8, choices=interface_languages)
    words = models.CharField(
        _("what people type"),
        max_length=80,
        help_text=_("Every ending counts. With a page: up to five words, in any order."),
    )
    means = models.CharField(
        _("means the same as"),
        max_length=80,
        blank=True,
        help_text=_("The word as the portal says it. For one everyday word."),
    )
    need = models.ForeignKey(
        Term,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.NEED},
        related_name="+",
        verbose_name=_("need that answers"),
    )
    guide_page = models.ForeignKey(
        GuidePage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page that answers"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service that answers"),
    )
    word = models.ForeignKey(
        Word, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("word that answers")
    )
    section = models.CharField(_("section that answers"), max_length=16, choices=section_choices, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Why it was added; only staff see it."))

    objects = SearchHintQuerySet.as_manager()

    class Meta:
        ordering = ["language", "words", "pk"]
        verbose_name = _("word or phrase of search")
        verbose_name_plural = _("words and phrases of search")
        constraints = [
            Check(
                condition=~Q(means="")
                | ~Q(section="")
                | Q(need__isnull=False)
                | Q(guide_page__isnull=False)
                | Q(service__isnull=False)
                | Q(word__isnull=False),
                name="searchhint_leads_somewhere",
                says=_("Say either what the word means the same as, or one page that answers it."),
            )
        ]

    def __str__(self):
        return self.words

    def clean(self):
        super().clean()
        words, given = words_in(self.words), [name for name in LEADS if getattr(self, name)]
        if len(given) + bool(self.means) != 1:
            raise ValidationError(_("Say either what the word means the same as, or one page that answers it."))
        if not words or len("".join(words)) < 2:
            raise ValidationError({"words": _("Write at least one word.")})
        if len(words) > MOST_WORDS:
            raise ValidationError({"words": _("Write at most five words: longer phrases are seldom typed.")})
        if self.means and (len(words) > 1 or not words_in(self.means)):
            raise ValidationError({"words": _("Only one word can mean the same as another: give phrases a page.")})

    @property
    def hint(self):
        """The same as the search takes it."""
        names = [
            self.need and self.need.code,
            *(one and one.slug for one in (self.guide_page, self.service, self.word)),
        ]
        return Hint(self.language, self.words, self.means, _lead([*names, self.section]))


def _lead(names):
    """need/code, guide/slug … of the one name that is given."""
    kinds = ("need", "guide", "service", "word", "section")
    return next((f"{kind}/{name}" for kind, name in zip(kinds, names, strict=True) if name), "")
