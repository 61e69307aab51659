from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.courses.models import Course
from events.dates.models import EventSeries


class EventCourse(Course):
    """A series of lessons: when, where and at what price its own record says."""

    series = models.OneToOneField(EventSeries, on_delete=models.CASCADE, related_name="course", verbose_name=_("event"))
