"""Where something happens."""

from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models.areas import Municipality
from directory.models.organisations import Organisation

WHEELCHAIR = [
    ("unknown", _("not known")),
    ("yes", _("step-free")),
    ("limited", _("step-free in part")),
    ("no", _("not step-free")),
]


class PlaceQuerySet(TranslatableQuerySet):
    def belonging_to(self, municipalities):
        """Those in one of the municipalities."""
        return self.filter(municipality__in=municipalities)


class Place(Translatable):
    """Where something happens (HSDS location): a door with an address, or a virtual room."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("address")
        VIRTUAL = "virtual", _("online")
        POSTAL = "postal", _("postal address only")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PHYSICAL)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("organisation"),
    )
    # Never translated: it must match the sign on the wall.
    street_address = models.CharField(_("street and number"), max_length=200, blank=True)
    address_locality = models.CharField(_("town or village"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("municipality"),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    url = models.URLField(_("address on the internet"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    wheelchair = models.CharField(_("step-free access"), max_length=7, choices=WHEELCHAIR, default="unknown")
    accessibility_note = models.TextField(_("about access"), blank=True)
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    @property
    def address(self):
        """The postal address on one line, or "" for a place that has none."""
        town = " ".join(part for part in [self.postal_code, self.address_locality] if part)
        return ", ".join(part for part in [self.street_address, town] if part)

    @property
    def is_on_a_map(self):
        """Whether a map can find the door: by its coordinates, or by its street."""
        return self.kind == self.Kind.PHYSICAL and bool(self._point or self.street_address)

    @property
    def geo_uri(self):
        """For the phone's own map (RFC 5870). Without coordinates 0,0 and the address to look for, as maps read it."""
        return f"geo:{self._point or '0,0'}?{urlencode({'q': self._point or self._to_look_for})}"

    @property
    def map_url(self):
        """A map on the web for who has none of their own; nothing is fetched from there before somebody taps."""
        if self._point:
            asked = urlencode({"mlat": self.latitude, "mlon": self.longitude})
            return f"https://www.openstreetmap.org/?{asked}#map=17/{self.latitude}/{self.longitude}"
        return f"https://www.openstreetmap.org/search?{urlencode({'query': self._to_look_for})}"

    @property
    def _point(self):
        is_known = self.latitude is not None and self.longitude is not None
        return f"{self.latitude},{self.longitude}" if is_known else ""

    @property
    def _to_look_for(self):
        return f"{self.address}, Lietuva"
