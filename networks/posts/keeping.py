"""What a post's own coordinator keeps right, and who that is: account, mailbox for letters, confirmation."""

import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Content, ContentQuerySet
from directory.models import ContactPoint
from networks.posts import letters


class KeptQuerySet(ContentQuerySet):
    def of(self, user):
        """The posts that belong to this account, drafts included; what was unpublished is out of its hands."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user).exclude(unpublish_at__lte=timezone.now())


class KeptCard(models.Model):
    """A card that one account may keep right. The base of Post."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("account"),
        help_text=_("May confirm and change this card. Empty it, and the access ends at once."),
    )
    user_since = models.DateField(_("account since"), null=True, blank=True, editable=False)
    # Set when two letters stayed unanswered, emptied by the next confirmation. The public card shows it.
    unconfirmed_since = models.DateField(_("not confirmed since"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    # --- The account

    def invite(self, email):
        """Give the card to the account with this address, made when there is none, and write how to sign in.

        Doing it again sends the letter again. Raises ValidationError for an account that was switched off.
        """
        users = get_user_model().objects
        with transaction.atomic():
            self.hold()
            user = users.filter(email__iexact=email).first()
            if user is None:
                name = str(self.people[0]) if self.people else ""
                user = users.create_user(email, name=name, body=self.host_name[:200])
            if not user.is_active:
                raise ValidationError(_("This account is switched off. Ask an administrator."))
            if self.user_id != user.pk:
                self.user, self.user_since = user, timezone.localdate()
                self.save(update_fields=["user", "user_since", "updated_at"])
            letters.invitation(self, user)
        return user

    invite.alters_data = True

    def release_account(self):
        """Take the card out of the hands of its account; the account itself stays."""
        self.user = self.user_since = None
        self.save(update_fields=["user", "user_since", "updated_at"])

    release_account.alters_data = True

    def hand_over_account(self, keeps, on):
        """Staff say whether the account belongs to who begins on ``on`` (``keeps``) or to the person before.

        The other one's account loses the card now, or as soon as the term of whoever is in the post is over.
        """
        self.refresh_from_db(fields=["user", "user_since"])
        today = timezone.localdate()
        if self.user_id and not keeps and (on <= today or self.is_vacant):
            self.release_account()
        elif self.user_id:
            since = self.user_since or today
            self.user_since = max(since, on) if keeps else min(since, today - timedelta(days=1))
            self.save(update_fields=["user_since", "updated_at"])

    hand_over_account.alters_data = True

    def hold(self):
        """Inside a transaction: nobody else changes this card, confirms it or writes letters about it meanwhile."""
        type(self).objects.select_for_update().only("pk").get(pk=self.pk)

    # --- Letters and confirmation

    @property
    def mailboxes(self):
        """Where letters with a private link may go, best first; to a shared mailbox only when there is no other."""
        working = [c for c in self.contacts.all() if c.kind == ContactPoint.Kind.EMAIL and c.is_valid]
        own = [contact for contact in working if not contact.is_shared_mailbox]
        return [contact.value.strip() for contact in own or working]

    @property
    def mailbox(self):
        return next(iter(self.mailboxes), "")

    @property
    def host_name(self):
        """The host organisation as readers may know it: in Lithuanian, and nothing while it is not public."""
        organisation = self.organisation
        return str(organisation.text("name", settings.LANGUAGE_CODE)) if organisation.is_published else ""

    def assure(self, body, method):
        """Also ends the asking: letters that wait are answered by this, and "not confirmed since" goes."""
        with transaction.atomic():
            super().assure(body, method)
            self.unconfirmed_since = None
            type(self).objects.filter(pk=self.pk).update(unconfirmed_since=None)
            self.confirmation_requests.answered_otherwise()

    assure.alters_data = True

    def confirm_by_login(self):
        """The signed-in coordinator says that everything on the card is right today."""
        self.assure(self.host_name, Content.AssuranceMethod.LOGIN)

    confirm_by_login.alters_data = True

    def begin_afresh(self, on):
        """Somebody else is in the post from the day ``on``: nobody has checked the card since, nobody was asked.

        What was confirmed after that day stays; the links of letters sent until then stop working, and a leave that
        began before was somebody else's.
        """
        kept = ["assured_on", "assured_by", "assured_method", "unconfirmed_since", "leave_from", "leave_until"]
        self.refresh_from_db(fields=kept)
        if self.assured_on and self.assured_on <= on:
            self.assured_on, self.assured_by, self.assured_method = None, "", ""
        if self.unconfirmed_since and self.unconfirmed_since <= on:
            self.unconfirmed_since = None
        if self.leave_from and self.leave_from < on:
            self.leave_from = self.leave_until = None
        self.save(update_fields=[*kept, "updated_at"])
        self.confirmation_requests.waiting().filter(sent_at__date__lte=on).update(replaced_at=timezone.now())

    begin_afresh.alters_data = True

    # --- Changing

    def address_left(self, address):
        """An e-mail address is no longer on the card: its owner is told."""
        letters.address_removed(self, address)

    @property
    def card_revision(self):
        """A fingerprint of what a coordinator may change directly: a form made from another one is stale."""
        contacts = [
            [contact.pk, contact.kind, contact.value, contact.is_public] for contact in self.contacts.order_by("pk")
        ]
        # A form without the proposal that waits would take it back.
        waiting = list(self.proposals.waiting().values_list("pk", flat=True))
        values = [contacts, self.deputy_id, str(self.leave_from), str(self.leave_until), waiting]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


# How often a card is asked for, in one place.
ASK_EVERY = timedelta(days=90)
REMIND_AFTER = timedelta(days=14)
LINK_WORKS_FOR = timedelta(days=30)
# Letters and proposals are forgotten after this.
KEPT_FOR = timedelta(days=365)
