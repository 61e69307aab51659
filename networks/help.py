"""Who helps in which municipality: coordinator, deputy, shared mailbox, supervisor, national post, in this order."""

from collections import defaultdict
from dataclasses import dataclass, field

from networks.models import Coverage, Post, SecondLine, Supervision
from portal.directory.models import Municipality, Organisation


@dataclass
class Answer:
    """What the portal says about one municipality. There is always a contact that can be dialled or written to,
    as long as some published post answers for the rest of the country."""

    municipality: Municipality
    posts: list[Post] = field(default_factory=list)
    fallbacks: list[Post] = field(default_factory=list)
    mailboxes: list = field(default_factory=list)
    second_lines: list[Organisation] = field(default_factory=list)

    @property
    def filled(self):
        return [post for post in self.posts if not post.is_vacant]

    @property
    def vacant(self):
        return [post for post in self.posts if post.is_vacant]

    @property
    def has_coordinator(self):
        """Somebody in the municipality can be reached today."""
        return any(post.is_reachable for post in self.posts)


def answers(municipalities):
    """Return one Answer per municipality, in the same order, in a constant number of queries."""
    codes = [municipality.pk for municipality in municipalities]
    found = {municipality.pk: Answer(municipality) for municipality in municipalities}
    posts = {post.pk: post for post in Post.objects.published().for_cards()}

    for coverage in Coverage.objects.filter(municipality__in=codes, post__in=posts):
        found[coverage.municipality_id].posts.append(posts[coverage.post_id])
    for municipality, organisation in _second_lines(codes):
        found[municipality].second_lines.append(organisation)

    supervisors = _supervisors(codes, posts)
    mailboxes = _shared_mailboxes(codes)
    national = [post for post in posts.values() if post.is_national and post.is_reachable]
    for code, answer in found.items():
        answer.posts.sort(key=lambda post: (post.position, post.pk))
        if not answer.has_coordinator:
            _fall_back(answer, posts, mailboxes[code], supervisors[code], national)
    return list(found.values())


def _fall_back(answer, posts, mailboxes, supervisors, national):
    """The first step of the chain that has somebody."""
    answer.fallbacks = _reachable(posts[post.deputy_id] for post in answer.posts if post.deputy_id in posts)
    if not answer.fallbacks:
        own = [mailbox for post in answer.posts for mailbox in _working_mailboxes(post.contacts.all())]
        answer.mailboxes = own or mailboxes
    if not answer.fallbacks and not answer.mailboxes:
        answer.fallbacks = _reachable(supervisors) or national


def _reachable(posts):
    return [post for post in posts if post.is_reachable]


def _second_lines(codes):
    """Pairs of municipality and published organisation to turn to beside the coordinator."""
    lines = SecondLine.objects.filter(municipality__in=codes).select_related("organisation")
    for line in lines.prefetch_related("organisation__contacts"):
        if line.organisation.is_published:
            yield line.municipality_id, line.organisation


def _supervisors(codes, posts):
    """The supervising posts of each municipality, each once."""
    found = defaultdict(list)
    for supervision in Supervision.objects.filter(municipality__in=codes, supervisor__in=posts):
        post = posts[supervision.supervisor_id]
        if post not in found[supervision.municipality_id]:
            found[supervision.municipality_id].append(post)
    return found


def _shared_mailboxes(codes):
    """The shared mailboxes of the authorities that serve the municipalities, by municipality."""
    boxes = defaultdict(list)
    serving = Organisation.area_served.through.objects.filter(
        municipality__in=codes, organisation__kind=Organisation.Kind.AUTHORITY
    ).values_list("organisation", "municipality")
    authorities = (
        Organisation.objects.published().for_cards().in_bulk({organisation for organisation, _code in serving})
    )
    for organisation, code in serving:
        if organisation in authorities:
            boxes[code] += _working_mailboxes(authorities[organisation].contacts.all())
    return boxes


def _working_mailboxes(contacts):
    return [contact for contact in contacts if contact.is_shared_mailbox and contact.href and contact.is_public]
