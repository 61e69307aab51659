from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.wording import date_in_words
from directory.courses.models import Course
from services.catalogue.models import Service


class ServiceCourse(Course):
    """A service that teaches Lithuanian: its lessons are no events of the portal, so it says itself when and where."""

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("in a classroom")
        ONLINE = "online", _("online")
        BLENDED = "blended", _("in a classroom and online")

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="course", verbose_name=_("service"))
    mode = models.CharField(_("where"), max_length=7, choices=Mode.choices, blank=True)
    start_date = models.DateField(
        _("next start"), null=True, blank=True, help_text=_("Empty: one can join at any time, or nobody knows.")
    )

    class Meta(Course.Meta):
        indexes = [models.Index(fields=["start_date"], name="servicecourse_start")]

    @cached_property
    def facts(self):
        told = list(super().facts)
        if self.mode:
            told.append(str(self.get_mode_display()))
        if self.start_date:
            is_ahead = self.start_date >= timezone.localdate()
            words = _("Next start: %(date)s.") if is_ahead else _("Began on %(date)s. Ask when the next one begins.")
            told.append(words % {"date": date_in_words(self.start_date)})
        return told
