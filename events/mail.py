"""Letters about dates."""


def tell_of_change(event, change):
    """Write to everybody registered for ``event`` that it was cancelled, moved or postponed, or is elsewhere."""
