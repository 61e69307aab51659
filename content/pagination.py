from django.core.paginator import Paginator
from django.utils.functional import cached_property

PAGE_SIZE = 20
# Nobody turns so many pages; whoever looks for more asks more narrowly.
MOST = 500
# So many rows of one kind stand on a page that gathers several kinds.
PART_SIZE = 6


class BoundedPaginator(Paginator):
    """Pages of a list that may be very long: neither counted to its end nor turned to it.

    ``is_cut`` says that there is more than the ``most`` records that the pages hold.
    """

    def __init__(self, records, size, most):
        super().__init__(records, size)
        self.most = most

    @cached_property
    def found(self):
        """How many there are, at most one more than the pages hold."""
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    @property
    def count(self):
        return min(self.found, self.most)

    @property
    def is_cut(self):
        return self.found > self.most


class InTurn:
    """Records of one question in several orders, one after the other: each order has its index, both together none.

    ``parts`` are querysets that have all ``records`` between them, none twice.
    """

    ordered = True

    def __init__(self, records, *parts):
        self.records, self.parts = records, parts

    def order_by(self):
        return self.records.order_by()

    def __getitem__(self, rows):
        # Keys first: what belongs to the records is loaded once for all parts.
        start, left, keys = rows.start, rows.stop - rows.start, []
        for part in self.parts:
            here = list(part.values_list("pk", flat=True)[start : start + left])
            keys += here
            left -= len(here)
            if not left:
                break
            start = 0 if here or not start else max(0, start - part.order_by()[:start].count())
        found = self.order_by().in_bulk(keys)
        return [found[key] for key in keys if key in found]


def paginate(request, records, size=PAGE_SIZE, most=MOST):
    """Return the Page that ``?page=`` asks for; a number that makes no sense gives the first or the last page.

    All pages together hold at most ``most`` records; None counts them all.
    """
    paginator = Paginator(records, size) if most is None else BoundedPaginator(records, size, most)
    return paginator.get_page(request.GET.get("page"))


class Part(list):
    """The first rows of a long list; ``has_more`` says that there are others."""

    def __init__(self, records, size=PART_SIZE):
        found = list(records[: size + 1])
        super().__init__(found[:size])
        self.has_more = len(found) > size


def first_rows_or_one(request, parts, size=PART_SIZE):
    """The first rows of every part of a page; with ``?show=`` one part alone, as ``opened`` and ``page``."""
    opened = request.GET.get("show")
    if opened not in parts:
        return {name: Part(records, size) for name, records in parts.items()}
    page = paginate(request, parts[opened], max(size, PAGE_SIZE))
    return {"opened": opened, opened: page, "page": page, "query": f"show={opened}&"}
