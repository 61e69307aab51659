"""Who may read what at a record's own address."""


def readable(request, records):
    """Published records; with ``?preview=1`` also drafts, for staff who may see them.

    Only then is the visitor looked at: a public page reads no session, sets no cookie and does not vary by one.
    """
    return records.visible_to(request.user) if is_preview(request) else records.published()


def is_preview(request):
    return "preview" in request.GET
