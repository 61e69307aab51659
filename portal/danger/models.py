"""Phrases of danger that staff add to those of the files."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from content.languages import interface_languages
from portal.danger.folding import words_in
from portal.danger.topics import Danger

# One short word alone means too many things.
SHORTEST_ALONE = 5
# Longer ones are seldom typed as they stand.
MOST_WORDS = 5


class DangerPhraseQuerySet(models.QuerySet):
    def asked(self):
        """Pairs of a danger and a phrase that searches are asked for; none while the database does not answer."""
        try:
            return tuple(self.filter(is_active=True).order_by("pk").values_list("danger", "words"))
        except DatabaseError:
            return ()


class DangerPhrase(models.Model):
    """Words that mean a danger when somebody searches for them."""

    danger = models.CharField(_("danger"), max_length=12, choices=Danger.choices)
    language = models.CharField(_("language"), max_length=8, choices=interface_languages)
    words = models.CharField(
        _("words"),
        max_length=80,
        help_text=_("As people type them: in any order, with any ending, with a slip of the finger they count too."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Why it was added; only staff see it."))

    objects = DangerPhraseQuerySet.as_manager()

    class Meta:
        ordering = ["danger", "language", "words"]
        verbose_name = _("phrase of danger")
        verbose_name_plural = _("phrases of danger")
        constraints = [
            Once(
                fields=["danger", "words"],
                name="dangerphrase_once",
                says=_("This danger has these words already."),
                beside="words",
            )
        ]

    def __str__(self):
        return self.words

    def clean(self):
        super().clean()
        words = words_in(self.words)
        if not words or (len(words) == 1 and len(words[0]) < SHORTEST_ALONE):
            raise ValidationError({"words": _("Write two words or one longer word: a short one means too much.")})
        if len(words) > MOST_WORDS:
            raise ValidationError({"words": _("Write at most five words: longer phrases are seldom typed.")})
