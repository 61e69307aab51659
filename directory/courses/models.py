"""What a learner chooses a course by (schema.org Course). Abstract: each section has a table of its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The levels of the Common European Framework of Reference, from the beginning (A1) on."""

    A1 = "A1", _("A1 (from the beginning)")
    A2 = "A2", _("A2 (everyday things)")
    B1 = "B1", _("B1 (at work)")
    B2 = "B2", _("B2 (nearly everything)")
    C1 = "C1", _("C1 (almost like a first language)")


class CourseQuerySet(models.QuerySet):
    def with_facts(self, level="", has_childcare=False, gives_certificate=False):
        """Courses of which these things are known; what nobody has said of a course is not promised."""
        found = self
        if level:
            found = found.filter(levels__contains=[level])
        if has_childcare:
            found = found.filter(has_childcare=True)
        return found.filter(gives_certificate=True) if gives_certificate else found


class Course(models.Model):
    """That a record is a course of Lithuanian. Empty: not known, and readers are not told anything."""

    levels = ArrayField(
        models.CharField(max_length=2, choices=Level.choices),
        verbose_name=_("levels"),
        default=list,
        blank=True,
        help_text=_("The levels the course leads to. None: not known."),
    )
    gives_certificate = models.BooleanField(
        _("gives a certificate"), null=True, blank=True, help_text=_("Unknown: leave open.")
    )
    has_childcare = models.BooleanField(
        _("children are looked after"), null=True, blank=True, help_text=_("Unknown: leave open.")
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("course of Lithuanian")
        verbose_name_plural = _("courses of Lithuanian")

    def __str__(self):
        return ", ".join(self.levels) or str(self._meta.verbose_name)

    def save(self, *args, **kwargs):
        """Keep each level once, the lowest first, however they were given."""
        self.levels = [level for level in Level.values if level in self.levels]
        super().save(*args, **kwargs)

    @cached_property
    def facts(self):
        """What is known of the course, in short sentences."""
        told = [", ".join(str(Level(level).label) for level in self.levels)] if self.levels else []
        if self.gives_certificate is not None:
            told.append(_("You get a certificate.") if self.gives_certificate else _("There is no certificate."))
        if self.has_childcare is not None:
            told.append(
                _("Children are looked after during the lessons.") if self.has_childcare else _("No childcare.")
            )
        return told
