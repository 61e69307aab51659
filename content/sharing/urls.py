"""The addresses below a record's own; a section adds them to its ``urls``."""

from django.urls import path

from content.sharing import views


def outlets(prefix, model, facts):
    """``<record>/share/`` and ``<record>/card/`` of one kind of record; ``facts`` makes Facts of it."""
    given = {"model": model, "facts": facts}
    return [
        path(f"{prefix}<slug:slug>/share/", views.share, given),
        path(f"{prefix}<slug:slug>/card/", views.card, given),
    ]


def outlets_of_list(prefix, model, facts, name):
    """The same for records that stand on a list only; ``name`` is the route of their short address."""
    return [
        path(f"{prefix}<slug:slug>/", views.place_on_list, {"model": model}, name=name),
        *outlets(prefix, model, facts),
    ]
