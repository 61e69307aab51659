"""Who answers questions in a municipality: whoever helps there and can be written to, unless staff named somebody."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from content.letters.models import UndeliveredLetter, plain_address
from directory.models import Organisation
from networks.models import Post
from networks.posts.models import PostContact
from networks.posts.who_helps import Helpers, Step
from portal.asking.models import AnsweringPlace

# Whoever answers for the whole country answers questions of a municipality only where staff say so.
LOCAL = {Step.NONE, Step.DEPUTY, Step.SUPERVISOR}


@dataclass(frozen=True)
class Office:
    """Who answers: a post, or an authority by its shared mailbox."""

    name: str
    email: str
    post: Post | None = None
    organisation: Organisation | None = None

    @property
    def mark(self):
        """Tells two offices apart without naming them: the page of a form says whom it was written to."""
        return salted_hmac("asking.office", self.email, algorithm="sha256").hexdigest()[:16]


def office_for(municipality):
    """The Office that gets a question from there today, or None where nobody answers."""
    place = AnsweringPlace.objects.filter(municipality=municipality).first()
    if place and not place.is_open:
        return None
    helpers = Helpers()
    if place and place.post_id:
        named = [post for post in helpers.posts.values() if post.pk == place.post_id]
        return _first(helpers.reachable(named) + helpers.deputies(named))
    answer = helpers.answers([municipality])[0]
    if answer.step == Step.MAILBOX:
        return _of_mailbox(answer.mailboxes)
    if answer.step not in LOCAL and not place:
        return None
    posts = answer.reachable or answer.fallbacks
    return _first(posts) or _instead_of_dead(posts, municipality, helpers)


def offices_above(municipality):
    """Who looks after the posts of a municipality, else who answers for the country; those that letters reach."""
    helpers = Helpers()
    supervisors = helpers.supervisors([municipality.pk])[municipality.pk]
    posts = helpers.reachable(supervisors) or helpers.deputies(supervisors) or helpers.last_resort
    return [of_post(post) for post in posts if post.mailbox]


def offices_to_pass_on_to():
    """Posts that can be reached by letter, by their keys: whom a question can be passed on to."""
    posts = Post.objects.published().for_cards()
    return {post.pk: of_post(post) for post in posts if post.is_reachable and post.mailbox}


def of_post(post):
    name = ", ".join([*map(str, post.people), post.host_name] if post.host_name else map(str, post.people))
    return Office(name[:200], post.mailbox, post=post, organisation=post.organisation)


def _first(posts):
    """The first who can be written to; a mailbox that refuses our letters answers nobody."""
    dead = UndeliveredLetter.objects.dead(post.mailbox for post in posts if post.mailbox)
    return next((of_post(post) for post in posts if post.mailbox and plain_address(post.mailbox) not in dead), None)


def _instead_of_dead(posts, municipality, helpers):
    """Who stands in for posts whose mailboxes refuse our letters: their deputies, else who looks after them."""
    if not any(post.mailbox for post in posts):
        return None
    return _first(helpers.deputies(posts) + helpers.supervisors([municipality.pk])[municipality.pk])


def _of_mailbox(contacts):
    """The first shared mailbox of a post or of an authority that takes our letters, or None."""
    dead = UndeliveredLetter.objects.dead(contact.value for contact in contacts)
    contact = next((contact for contact in contacts if plain_address(contact.value) not in dead), None)
    if contact is None:
        return None
    if isinstance(contact, PostContact):
        return Office(contact.post.host_name[:200], contact.value.strip(), post=contact.post)
    organisation = contact.organisation
    return Office(str(organisation)[:200], contact.value.strip(), organisation=organisation)
