from django.core.paginator import Paginator

PAGE_SIZE = 20


def paginate(request, records, size=PAGE_SIZE):
    """Return the Page that ``?page=`` asks for; a number that makes no sense gives the first or the last page."""
    return Paginator(records, size).get_page(request.GET.get("page"))
