from django.db.models import F, Q

from content.search import FIRST, LASTING, Source
from guide.models import GuidePage, Question, Statistic, Word


def here_or_everywhere(model):
    """Records of a municipality and those of the whole country."""
    return lambda municipality: model.objects.filter(Q(municipality=municipality) | Q(municipality__isnull=True))


SOURCES = [
    Source(Word, "words", FIRST, title=("term", "name", "variants"), told=lambda: {"word": F("term")}),
    Source(GuidePage, "guide", LASTING, local=here_or_everywhere(GuidePage)),
    Source(
        Question,
        "guide",
        LASTING,
        body=("description", "alert", "legal_basis"),
        local=here_or_everywhere(Question),
    ),
    Source(
        Statistic,
        "guide",
        LASTING,
        lead=("summary", "unit", "qualifier"),
        local=here_or_everywhere(Statistic),
    ),
]
