"""What is said to somebody with a need, before all services: written by staff, loaded with the starter content."""

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models import Term
from guide.models import GuidePage, Word


class NeedAnswerQuerySet(TranslatableQuerySet):
    def for_page(self, municipality=None):
        """Load the steps with their public pages of the guide, in the municipality too, and the public words."""
        local = GuidePage.objects.published().for_newcomers().filter(municipality=municipality).for_cards()
        pages = GuidePage.objects.published().for_cards()
        if municipality is not None:
            pages = pages.prefetch_related(Prefetch("children", local, to_attr="local"))
        steps = NeedStep.objects.prefetch_related(Prefetch("guide_page", pages))
        return self.prefetch_related(Prefetch("steps", steps), Prefetch("words", Word.objects.published().in_order()))


class NeedAnswer(Translatable):
    """What to do today, in a few sentences, the steps after that, and what nobody has told us yet."""

    need = models.OneToOneField(
        Term,
        on_delete=models.CASCADE,
        limit_choices_to={"vocabulary": Term.Vocabulary.NEED},
        related_name="need_answer",
        verbose_name=_("need"),
    )
    today = models.TextField(_("what to do today"), help_text=_("Two to four short sentences, one on each line."))
    unknown = models.TextField(
        _("what we do not know"),
        blank=True,
        help_text=_("What a reader will ask and no source answers, and who knows it."),
    )
    calls_112 = models.BooleanField(
        _("112 first"), default=False, help_text=_("Life or health may be in danger: the button stands on top.")
    )
    words = models.ManyToManyField(Word, blank=True, related_name="need_answers", verbose_name=_("words to know"))

    objects = NeedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["need__position", "pk"]
        verbose_name = _("answer to a need")
        verbose_name_plural = _("answers to needs")

    def __str__(self):
        return str(self.need)

    def get_absolute_url(self):
        return reverse("services:need", kwargs={"code": self.need.code})


class NeedStep(Translatable):
    """One step; the page of the guide that it comes from tells the rest."""

    class Target(models.TextChoices):
        """Lists of the portal, by the names of their addresses."""

        JOBS = "jobs:list", _("Jobs")
        EVENTS = "events:list", _("Events")
        COURSES = "courses:list", _("Courses of Lithuanian")
        WORDS = "guide:words", _("Words from letters")
        QUESTIONS = "guide:questions", _("Questions and answers")
        VOLUNTEERING = "networks:volunteering", _("Volunteering")

    answer = models.ForeignKey(NeedAnswer, on_delete=models.CASCADE, related_name="steps", verbose_name=_("answer"))
    action = models.TextField(_("step"))
    guide_page = models.ForeignKey(
        GuidePage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="need_steps",
        verbose_name=_("page it comes from"),
    )
    leads_to = models.CharField(
        _("list it leads to"), max_length=30, choices=Target.choices, blank=True, help_text=_("Stands below the step.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self):
        return str(self.text("action"))
