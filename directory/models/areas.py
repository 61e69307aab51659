"""Counties and the sixty municipalities."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet


class County(Translatable):
    """One of the ten counties (apskritys), by its code in ISO 3166-2:LT."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    map_path = models.TextField(_("outline"), help_text=_("SVG path in the 360 × 274 box of the map."))

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")


class MunicipalityQuerySet(TranslatableQuerySet):
    def belonging_to(self, municipalities):
        """Those with one of the keys."""
        return self.filter(pk__in=municipalities)


class Municipality(Translatable):
    """One of the sixty municipalities, by its code in ISO 3166-2:LT."""

    class Kind(models.TextChoices):
        CITY = "city", _("city municipality")
        DISTRICT = "district", _("district municipality")
        MUNICIPALITY = "municipality", _("municipality")

    code = models.CharField(_("code"), max_length=5, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("county")
    )
    seat = models.CharField(_("seat"), max_length=60)
    # Other ways people write it: towns, cases, old and foreign names; the look-up folds diacritics itself.
    alternate_names = ArrayField(
        models.CharField(max_length=80), verbose_name=_("other names"), default=list, blank=True
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    map_x = models.DecimalField(_("x on the map"), max_digits=5, decimal_places=1)
    map_y = models.DecimalField(_("y on the map"), max_digits=5, decimal_places=1)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def get_absolute_url(self):
        return reverse("networks:coordinator", kwargs={"municipality_slug": self.slug})

    @property
    def own_address(self):
        return self.get_absolute_url()
