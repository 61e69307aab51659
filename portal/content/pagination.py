from django.core.paginator import Paginator
from django.utils.functional import cached_property

PAGE_SIZE = 20


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
        return self.object_list.order_by()[: self.most + 1].count()

    @property
    def count(self):
        return min(self.found, self.most)

    @property
    def is_cut(self):
        return self.found > self.most


def paginate(request, records, size=PAGE_SIZE, most=None):
    """Return the Page that ``?page=`` asks for; a number that makes no sense gives the first or the last page."""
    paginator = Paginator(records, size) if most is None else BoundedPaginator(records, size, most)
    return paginator.get_page(request.GET.get("page"))
