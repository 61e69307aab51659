"""Letters to coordinators and to those who look after them. Sent in the transaction that causes them, by the queue."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.letters.message import Letter


def confirmation(request, token, above):
    """Ask whether the card is right; ``above`` are the posts to turn to with a question."""
    context = {"request": request, "post": request.post, "above": above[:1], "is_reminder": request.number > 1}
    with override(settings.LANGUAGE_CODE):
        links = {
            "correct_url": _absolute("networks:confirm", token=token),
            "change_url": _absolute("networks:confirm_change", token=token),
        }
        subject = _("Reminder: are your contacts on Kartu correct?") if request.number > 1 else None
        subject = subject or _("Are your contacts on Kartu correct?")
        _write("confirmation", [request.sent_to], subject, {**context, **links}, stop="cards")


def escalation(request, above):
    """Tell who looks after a post, else the staff, that nobody answered for it."""
    post = request.post
    recipients = sorted({box for found in above for box in found.mailboxes[:1]}) or _staff()
    with override(settings.LANGUAGE_CODE):
        context = {"request": request, "post": post, "admin_url": _site(f"/admin/networks/post/{post.pk}/change/")}
        subject = _("Nobody confirmed a contact on Kartu: %(name)s") % {"name": _who(post)}
        for recipient in recipients:
            _write("escalation", [recipient], subject, context)


def address_removed(post, address):
    """Tell an e-mail address that it was taken from a card, in case it was not its owner who did it."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Your e-mail address was removed from a contact card on Kartu")
        _write("address_removed", [address], subject, {"post": post, "card_url": _site(post.get_absolute_url())})


def invitation(post, user):
    """Write how to sign in: at once by a link that works once, later by a mailed code; there is no password."""
    with override(user.language):
        path = user.sign_in_path()
        context = {"post": post, "email": user.email, "url": _own_page(), "link": _site(path) if path else ""}
        subject = _("You can now keep your contacts on Kartu up to date")
        _write("invitation", [user.email], subject, context, is_urgent=True)


def decision(proposal):
    """Tell the proposer what staff decided."""
    post = proposal.post
    # Who proposed by a link may have changed the address in the same go.
    reply_to = proposal.reply_to if proposal.proposer_id or proposal.reply_to in post.mailboxes else post.mailbox
    if not reply_to:
        return
    with override(settings.LANGUAGE_CODE):
        is_approved = proposal.state == proposal.State.APPLIED
        subject = _("Your change was approved") if is_approved else _("Your change was not approved")
        context = {"proposal": proposal, "post": post, "is_approved": is_approved, "url": _own_page()}
        _write("decision", [reply_to], subject, context)


def _write(name, to, subject, context, **how):
    body = render_to_string(f"networks/letters/{name}.txt", {"site_url": settings.SITE_URL, **context})
    Letter(subject, body.strip() + "\n", to, about=context["post"], **how).send()


def _who(post):
    return str(post.people[0]) if post.people else str(post.organisation)


def _staff():
    """Those who may change posts in the back office."""
    may = ModelBackend().with_perm("networks.change_post", is_active=True)
    return sorted(may.filter(is_staff=True).values_list(get_user_model().EMAIL_FIELD, flat=True))


def _own_page():
    return _site(f"{reverse('account_request_login_code')}?next={reverse('networks:my_posts')}")


def _absolute(name, **kwargs):
    return _site(reverse(name, kwargs=kwargs))


def _site(path):
    return f"{settings.SITE_URL.rstrip('/')}{path}"
