"""Can each municipality be reached without knowing anybody there: its authority's mailbox, phone, address and hours."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from content.translatable.models import columns_of
from directory.models.contacts import ContactPoint
from directory.models.organisations import Organisation, OrganisationContact
from directory.models.places import Place

# What is missing, by the name of the column that says so.
GAPS = {
    "lacks_mailbox": _("shared mailbox"),
    "lacks_phone": _("phone"),
    "lacks_address": _("address"),
    "lacks_hours": _("hours"),
}


def with_gaps(municipalities):
    """The municipalities, each saying of the authorities that serve it what readers cannot see; one query."""
    serving = Organisation.area_served.through.objects.filter(municipality=OuterRef("pk"))
    offices = Organisation.objects.published().filter(kind=Organisation.Kind.AUTHORITY)
    of_office = Q(organisation__in=offices)
    contacts = OrganisationContact.objects.filter(
        of_office, organisation__area_served=OuterRef("pk"), is_valid=True, is_public=True
    )
    places = Place.objects.filter(of_office, organisation__area_served=OuterRef("pk"))
    return municipalities.annotate(
        has_authority=Exists(serving.filter(of_office)),
        lacks_mailbox=~Exists(contacts.filter(kind=ContactPoint.Kind.EMAIL, is_shared_mailbox=True)),
        lacks_phone=~Exists(contacts.filter(kind__in=ContactPoint.CALLS)),
        lacks_address=~Exists(places.exclude(street_address="")),
        lacks_hours=~Exists(contacts.filter(_says_when())),
    )


def hard_to_reach(municipalities):
    """Those of which something is missing."""
    found = with_gaps(municipalities)
    return found.filter(Q(*((gap, True) for gap in GAPS), _connector=Q.OR))


def _says_when():
    """Hours stand beside a contact, in some language."""
    written = (Q(**{f"{column}__gt": ""}) for _code, column in columns_of("available_hours", "lt"))
    return Q(*written, _connector=Q.OR)
