"""Words of the controlled lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models.drawings import drawing_of


class TermQuerySet(TranslatableQuerySet):
    def of(self, vocabulary):
        """The terms of one vocabulary in their own order."""
        return self.filter(vocabulary=vocabulary).order_by("position", "pk")


class Term(Translatable):
    """A word of a controlled list (HSDS taxonomy_term, schema.org DefinedTerm): topics, needs, event kinds ..."""

    class Vocabulary(models.TextChoices):
        TOPIC = "topic", _("topic")
        NEED = "need", _("need")
        EVENT_KIND = "event_kind", _("event kind")
        AUDIENCE = "audience", _("audience")
        OCCUPATION = "occupation", _("occupation group (ISCO-08)")
        TRAINING = "training", _("mandatory training")
        VOLUNTEERING = "volunteering", _("field of volunteering")

    vocabulary = models.CharField(_("list"), max_length=16, choices=Vocabulary.choices)
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Of a need: its page and its services show a button to leave the page quickly."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["vocabulary", "position", "pk"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            Once(
                fields=["vocabulary", "code"],
                name="term_code_unique_in_its_list",
                says=_("Another term of this list has this code."),
                beside="code",
            )
        ]

    @property
    def drawing(self):
        return drawing_of(self.code)
