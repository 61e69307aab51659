"""Who helps in which municipality: coordinator, deputy, shared mailbox, supervisor, national line, in this order."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import cached_property

from content.sorting import sort_key
from directory.models import County, Municipality, Organisation
from networks.models import Coverage, Post, SecondLine, Supervision


class Step(StrEnum):
    """How far down the chain the portal had to go; empty: a coordinator can be reached, or nobody at all."""

    NONE = ""
    DEPUTY = "deputy"
    MAILBOX = "mailbox"
    SUPERVISOR = "supervisor"
    NATIONAL = "national"


@dataclass
class Answer:
    """What the portal says about one municipality. There is always a contact that can be dialled or written to,
    as long as some published supervisor or national post can be reached."""

    municipality: Municipality | None
    posts: list[Post] = field(default_factory=list)
    step: Step = Step.NONE
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
    def on_leave(self):
        return [post for post in self.filled if post.is_on_leave]

    @property
    def reachable(self):
        return [post for post in self.posts if post.is_reachable]

    @property
    def unreachable(self):
        """Posts of people at work whose numbers and addresses are all being checked."""
        return [post for post in self.filled if not post.is_on_leave and not post.has_working_contact]

    @property
    def has_coordinator(self):
        """Somebody in the municipality can be reached today."""
        return bool(self.reachable)

    @property
    def helpers(self):
        """What two municipalities without a post of their own share when the same people help in both."""
        return self.step, tuple(post.pk for post in self.fallbacks), tuple(box.href for box in self.mailboxes)


def answers(municipalities):
    """Return one Answer per municipality, in the same order, in a constant number of queries."""
    return Helpers().answers(municipalities)


def helper_for(municipality):
    """The Answer of one municipality; of None, where a reader named none, whoever answers for the whole country."""
    if municipality is not None:
        return answers([municipality])[0]
    everybody = Helpers().last_resort
    return Answer(None, step=Step.NATIONAL if everybody else Step.NONE, fallbacks=everybody)


class Helpers:
    """The published posts, loaded once, and who of them helps where."""

    def __init__(self):
        self.posts = {post.pk: post for post in Post.objects.published().for_cards()}

    @cached_property
    def national(self):
        """Who answers for the rest of the country, or their deputies; empty: staff must name somebody."""
        posts = [post for post in self.posts.values() if post.is_national]
        return self.reachable(posts) or self.deputies(posts)

    @cached_property
    def last_resort(self):
        """The national line; while it cannot be reached, every supervising project coordinator."""
        supervisors = [post for post in self.posts.values() if post.role == Post.Role.SUPERVISOR]
        return self.national or self.reachable(supervisors)

    def answers(self, municipalities):
        codes = [municipality.pk for municipality in municipalities]
        found = {municipality.pk: Answer(municipality) for municipality in municipalities}
        for coverage in Coverage.objects.filter(municipality__in=codes, post__in=self.posts):
            found[coverage.municipality_id].posts.append(self.posts[coverage.post_id])
        for municipality, organisation in _second_lines(codes):
            found[municipality].second_lines.append(organisation)

        supervisors = self.supervisors(codes)
        mailboxes = _shared_mailboxes(codes)
        for code, answer in found.items():
            answer.posts.sort(key=lambda post: (post.position, post.pk))
            if not answer.has_coordinator:
                self.fall_back(answer, mailboxes[code], supervisors[code])
        return list(found.values())

    def fall_back(self, answer, mailboxes, supervisors):
        """The first step of the chain that has somebody."""
        own = [mailbox for post in answer.posts for mailbox in post.working_mailboxes]
        if deputies := self.deputies(answer.posts):
            answer.step, answer.fallbacks = Step.DEPUTY, deputies
        elif own or mailboxes:
            answer.step, answer.mailboxes = Step.MAILBOX, own or mailboxes
        elif reachable := self.reachable(supervisors) or self.deputies(supervisors):
            answer.step, answer.fallbacks = Step.SUPERVISOR, reachable
        elif self.last_resort:
            answer.step, answer.fallbacks = Step.NATIONAL, self.last_resort

    def deputies(self, posts):
        """Who stands in for these posts: a deputy who is away too is stood in for by the next one."""
        found, asked, waiting = [], {post.pk for post in posts}, list(posts)
        while waiting:
            deputy = self.posts.get(waiting.pop(0).deputy_id)
            # Two who stand in for each other are asked once.
            if deputy is None or deputy.pk in asked:
                continue
            asked.add(deputy.pk)
            (found if deputy.is_reachable else waiting).append(deputy)
        return found

    def reachable(self, posts):
        return [post for post in posts if post.is_reachable]

    def supervisors(self, codes):
        """The supervising posts of each municipality, each once."""
        found = defaultdict(list)
        for supervision in Supervision.objects.filter(municipality__in=codes, supervisor__in=self.posts):
            post = self.posts[supervision.supervisor_id]
            if post not in found[supervision.municipality_id]:
                found[supervision.municipality_id].append(post)
        return found


def _second_lines(codes):
    """Pairs of municipality and published organisation to turn to beside the coordinator."""
    lines = SecondLine.objects.filter(municipality__in=codes).select_related("organisation")
    for line in lines.prefetch_related("organisation__contacts"):
        if line.organisation.is_published:
            yield line.municipality_id, line.organisation


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
            boxes[code] += [
                contact for contact in authorities[organisation].contacts.all() if contact.is_working_mailbox
            ]
    return boxes


@dataclass
class CountyAnswers:
    """One county of the list: its municipalities with posts of their own, the others grouped by who helps in them."""

    county: County
    answers: list[Answer]

    @property
    def staffed(self):
        return [answer for answer in self.answers if answer.posts]

    @property
    def groups(self):
        groups = defaultdict(list)
        for answer in self.answers:
            if not answer.posts:
                groups[answer.helpers].append(answer)
        return list(groups.values())

    @property
    def covered(self):
        """In how many municipalities a coordinator works: what the full dots of the map show."""
        return sum(answer.has_coordinator for answer in self.answers)


def by_name(answers):
    """The answers in the alphabet of the reader."""
    return sorted(answers, key=lambda answer: sort_key(str(answer.municipality)))


def by_county(answers, counties):
    """The answers county by county, both in the alphabet of the reader; ``counties``: records by their code."""
    found = defaultdict(list)
    for answer in by_name(answers):
        found[answer.municipality.county_id].append(answer)
    order = sorted(found, key=lambda code: (sort_key(str(counties[code])), code))
    return [CountyAnswers(counties[code], found[code]) for code in order]
