"""Whose record is it? The one rule by municipality; the querysets of the models say where a record belongs."""

from directory.models import MunicipalityRight

BOUND = f"{MunicipalityRight._meta.app_label}.own_municipalityright"


class Territory:
    """The municipalities somebody works for. Not bound: the whole country, as far as the other rights go."""

    def __init__(self, user):
        self.is_bound = not user.is_superuser and user.has_perm(BOUND)
        rows = MunicipalityRight.objects.filter(user=user) if self.is_bound else []
        rights = {right.municipality_id: right.publishes_at_once for right in rows}
        self.own = list(rights)
        self.at_once = [municipality for municipality, is_given in rights.items() if is_given]

    def seen(self, queryset):
        """Those records that this person works with."""
        return queryset.belonging_to(self.own) if self.is_bound else queryset

    def changeable(self, queryset, published_at):
        """Those that may be changed: drafts, and all where staff said so. ``published_at`` is the way to that field.

        Without such a field nothing of the record is published by saving it.
        """
        if not self.is_bound:
            return queryset
        own = queryset.belonging_to(self.own)
        if not published_at:
            return own
        return own.filter(**{f"{published_at}__isnull": True}) | own.belonging_to(self.at_once)

    def may_publish(self, queryset):
        """Those that may be published without asking anybody."""
        return queryset.belonging_to(self.at_once) if self.is_bound else queryset


def territory_of(user):
    """The territory of whoever is signed in, read once a request."""
    if not hasattr(user, "territory_read"):
        user.territory_read = Territory(user)
    return user.territory_read
