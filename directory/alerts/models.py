"""What staff tell everybody who reads certain pages, from a moment until another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from content.constraints import Check
from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models import Municipality, Term

# Of the pages an alert may stand on it has one kind, or all.
SCOPES = ("municipality", "topic", "section")
# What a reader must know first stands first.
LOUDEST_FIRST = {"danger": 0, "warning": 1, "info": 2}


class AlertQuerySet(TranslatableQuerySet):
    def not_over(self):
        """Those that stand on pages now or will."""
        return self.filter(ends_at__gt=timezone.now()).select_related("municipality", "topic")

    def live(self):
        """Those that stand on pages now."""
        return self.not_over().filter(starts_at__lte=timezone.now())


class Alert(Translatable):
    """A notice in a sentence or two. Without municipality, topic and section it is for the whole portal."""

    class Level(models.TextChoices):
        INFO = "info", _("Notice")
        WARNING = "warning", _("Important")
        DANGER = "danger", _("Danger")

    class Section(models.TextChoices):
        """Sections by the names of their addresses."""

        EVENTS = "events", _("Events")
        SERVICES = "services", _("Services")
        JOBS = "jobs", _("Jobs")
        NETWORKS = "networks", _("Networks")
        GUIDE = "guide", _("Living here")

    level = models.CharField(_("level"), max_length=7, choices=Level.choices, default=Level.WARNING)
    name = models.CharField(_("heading"), max_length=120, help_text=_("What happened, in a few words."))
    message = models.TextField(_("text"), max_length=600, help_text=_("What to do, in one or two short sentences."))
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("municipality"),
        help_text=_("Only its pages show the notice. Choose a municipality, a topic or a section; none: all pages."),
    )
    topic = models.ForeignKey(
        Term,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="alerts",
        verbose_name=_("topic"),
    )
    section = models.CharField(_("section"), max_length=8, choices=Section.choices, blank=True)
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(_("shown until"), help_text=_("It disappears then by itself."))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("notice on pages")
        verbose_name_plural = _("notices on pages")
        indexes = [models.Index(fields=["ends_at"], name="alert_not_over")]
        constraints = [
            Check(
                condition=Q(ends_at__gt=F("starts_at")),
                name="alert_ends_after_it_begins",
                says=_("It would disappear before it appears. Write a later moment."),
                beside="ends_at",
            ),
            Check(
                condition=Q(municipality=None, topic=None)
                | Q(municipality=None, section="")
                | Q(topic=None, section=""),
                name="alert_has_one_scope",
                says=_("Choose one: a municipality, a topic or a section."),
            ),
        ]

    def clean_fields(self, exclude=None):
        """Leave the bare translated fields out: each is one of the columns twice, that of whoever looks on."""
        super().clean_fields(exclude={*(exclude or ()), *self.translated_fields()})

    def clean(self):
        """Refuse a notice that says nothing in its own language."""
        missing = [field for field in ("name", "message") if not self.written(field, self.source_language)]
        if missing:
            texts = {"name": _("Write the heading in the source language."), "message": _("Write the text in it too.")}
            raise ValidationError(
                {build_localized_fieldname(field, self.source_language): texts[field] for field in missing}
            )

    def get_absolute_url(self):
        """A page that shows it, at the place where it stands."""
        if self.municipality_id:
            page = self.municipality.get_absolute_url()
        elif self.topic_id:
            page = f"{reverse('services:list')}?topic={self.topic.code}"
        else:
            page = reverse(f"{self.section}:list" if self.section else "home")
        return f"{page}#notice-{self.pk}"

    @property
    def is_live(self):
        """Whether it stands on pages now: the rule of AlertQuerySet.live()."""
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def loudness(self):
        return LOUDEST_FIRST[self.level], -self.starts_at.timestamp()

    @property
    def heading(self):
        return self.text("name")

    @property
    def body(self):
        return self.text("message")

    def is_for(self, page):
        """Whether it stands on a page: one that is about its municipality, its topic, or of its section."""
        if self.municipality_id:
            return self.municipality_id in page.municipalities
        if self.topic_id:
            return self.topic_id in page.topics
        return self.section in ("", page.section)
