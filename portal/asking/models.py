"""Questions of readers: what was asked and answered, who has it, and who answers where."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.languages import interface_languages
from content.letters.models import UndeliveredLetter
from content.translatable.models import Translatable
from directory.models import ContactPoint, Municipality, Organisation
from directory.phones import diallable
from networks.models import Post
from portal.asking.querysets import (
    OfficeLinkQuerySet,
    ReaderQuestionQuerySet,
    mailbox_signer,
    office_signer,
    reader_signer,
)

ERASED = "the row is deleted by erase_old_questions 90 days after the question was closed"
# What somebody may write at once.
LONGEST = 4000


def new_key():
    return secrets.token_urlsafe(24)


class ReaderQuestion(models.Model):
    """A question in a reader's own words. Its text stands in the messages; nothing of it is ever public."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        ASKED_BACK = "asked_back", _("waits for the reader")
        CLOSED = "closed", _("closed")

    form_number = models.UUIDField(_("number of the form"), unique=True, editable=False)
    link_key = models.CharField(
        _("key of the private link"), max_length=40, unique=True, default=new_key, editable=False
    )
    language = models.CharField(_("language"), max_length=8, choices=interface_languages)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    page = models.CharField(_("page"), max_length=300, blank=True)
    # The record whose page it is, as "services.service" and its key.
    record_type = models.CharField(_("kind of page"), max_length=60, blank=True, editable=False)
    record_id = models.BigIntegerField(null=True, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed at"), null=True, blank=True, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_urgent = models.BooleanField(_("speaks of danger"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    written_at = models.DateTimeField(_("last message at"), default=timezone.now)
    waiting_since = models.DateTimeField(_("waiting since"), default=timezone.now, null=True)
    supervisor_told_at = models.DateTimeField(_("supervisor told at"), null=True, blank=True)
    project_told_at = models.DateTimeField(_("project told at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            *("id", "form_number", "link_key", "language", "municipality", "page", "record_type", "record_id"),
            *(
                "email",
                "email_confirmed_at",
                "phone",
                "is_urgent",
                "state",
                "created_at",
                "written_at",
                "waiting_since",
            ),
            *("supervisor_told_at", "project_told_at", "closed_at"),
        ],
        ERASED,
    )
    # Only who may answer reads what people write.
    ANSWER = "asking.answer_readerquestion"

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("question of a reader")
        verbose_name_plural = _("questions of readers")
        permissions = [("answer_readerquestion", "Can read and answer questions of readers")]
        indexes = [models.Index(fields=["state", "waiting_since"], name="readerquestion_waiting")]

    def __str__(self):
        """Told to logs and lists: nothing of the person."""
        return f"{self.pk} ({self.municipality})"

    def private_path(self):
        return reverse("asking:thread", kwargs={"token": reader_signer.sign(self.link_key)})

    def proof_path(self):
        """The address in the letter only, that asks whether notices shall go to the mailbox."""
        return reverse("asking:confirm", kwargs={"token": mailbox_signer.sign(self.link_key)})

    def confirm_email(self):
        """The mailbox is the reader's own: from now on notices go there."""
        ReaderQuestion.objects.filter(pk=self.pk, email_confirmed_at=None).update(email_confirmed_at=timezone.now())
        self.refresh_from_db(fields=["email_confirmed_at"])

    confirm_email.alters_data = True

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def age_in_words(self):
        """How long it waits, else how long ago it was asked, in days."""
        days = (timezone.now() - (self.waiting_since or self.created_at)).days
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else _("less than a day")

    @property
    def admin_path(self):
        """Where staff see the record that it was asked beside, or "" for a page without one."""
        if not self.record_type:
            return ""
        return reverse(f"admin:{self.record_type.replace('.', '_')}_change", args=[self.record_id])

    @property
    def call_href(self):
        return f"tel:{diallable(self.phone)[0]}" if self.phone else ""

    # --- What happens to it. Each of these locks the row, so of two at once the second sees what the first did.

    def hand_to(self, office, *, note="", is_above=False):
        """Let this office answer by a link of its own; the letter goes with the next round of letters."""
        return self.offices.create(
            name=office.name,
            email=office.email,
            post=office.post,
            organisation=office.organisation,
            note=note,
            is_above=is_above,
        )

    hand_to.alters_data = True

    def write(self, text, is_urgent=False):
        """The reader writes more; a closed question stays closed. Offices are told unless they know it waits."""
        with transaction.atomic():
            self.hold()
            self._refuse_if_closed()
            self.messages.create(text=text, is_from_reader=True)
            self.written_at = timezone.now()
            if self.state != self.State.WAITING or (is_urgent and not self.is_urgent):
                self.state, self.waiting_since = self.State.WAITING, self.waiting_since or self.written_at
                self.supervisor_told_at = self.project_told_at = None
                self.offices.going_on().update(told_at=None)
            self.is_urgent = self.is_urgent or is_urgent
            self.save()

    write.alters_data = True

    def reply(self, text, *, office=None, user=None, asks_back=False, seen=None):
        """Answer, or ask the reader something; ``seen`` is how many messages the writer had before the eyes."""
        with transaction.atomic():
            self.hold()
            self._refuse_if_closed()
            if seen is not None and seen != self.messages.count():
                raise ValidationError(_("Somebody has written meanwhile. Please read it; your text is still here."))
            self.messages.create(text=text, office=office, user=user, is_asked_back=asks_back)
            self.state = self.State.ASKED_BACK if asks_back else self.State.ANSWERED
            self.written_at, self.waiting_since = timezone.now(), None
            self.save()

    reply.alters_data = True

    def pass_on(self, office, note=""):
        """Give it to another office; the links of those who had it end, the reader's goes on."""
        with transaction.atomic():
            self.hold()
            self._refuse_if_closed()
            self.offices.going_on().update(ended_at=timezone.now())
            return self.hand_to(office, note=note)

    pass_on.alters_data = True

    def close(self):
        """Nothing more is to be done; it is erased 90 days later."""
        with transaction.atomic():
            self.hold()
            if not self.is_closed:
                self.state, self.closed_at, self.waiting_since = self.State.CLOSED, timezone.now(), None
                self.save()

    close.alters_data = True

    def hold(self):
        self.refresh_from_db(from_queryset=ReaderQuestion.objects.select_for_update(of=("self",)))

    def _refuse_if_closed(self):
        if self.is_closed:
            raise ValidationError(_("This question is closed."))


class OfficeLink(models.Model):
    """A question as it lies at one office: who that is, and the key of the link in its letters."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        PASSED_ON = "passed_on", _("passed on to another office")
        GONE = "gone", _("the address answers no more")

    question = models.ForeignKey(
        ReaderQuestion, on_delete=models.CASCADE, related_name="offices", verbose_name=_("question of a reader")
    )
    post = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("who answers"), max_length=200)
    email = models.EmailField(_("e-mail"), max_length=300)
    link_key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    note = models.CharField(_("why it was passed on"), max_length=500, blank=True)
    is_above = models.BooleanField(_("told because nobody answered"), default=False)
    begun_at = models.DateTimeField(_("since"), auto_now_add=True)
    told_at = models.DateTimeField(_("letter written at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("passed on at"), null=True, blank=True)

    RETENTION = dict.fromkeys(
        [
            *("id", "question", "post", "organisation", "name", "email", "link_key", "note"),
            *("is_above", "begun_at", "told_at", "ended_at"),
        ],
        ERASED,
    )

    objects = OfficeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("office that answers")
        verbose_name_plural = _("offices that answer")
        indexes = [models.Index(fields=["email", "told_at"], name="officelink_letters")]

    def __str__(self):
        return self.name

    def private_path(self):
        return reverse("asking:answer", kwargs={"token": office_signer.sign(self.link_key)})

    @property
    def state(self):
        """Whether the link still works, and if not, why."""
        if self.question.is_closed:
            return self.State.CLOSED
        if self.ended_at:
            return self.State.PASSED_ON
        return self.State.OPEN if self.is_still_there else self.State.GONE

    @property
    def is_still_there(self):
        """The address stands on the card of the post or of the authority, both are public, and it takes letters."""
        if UndeliveredLetter.objects.dead([self.email]):
            return False
        if self.post:
            shared = {contact.value.strip() for contact in self.post.working_mailboxes}
            mailboxes = shared if self.post.is_vacant else shared.union(self.post.mailboxes)
            return self.post.is_published and self.email in mailboxes
        if not self.organisation or not self.organisation.is_published:
            return False
        emails = self.organisation.contacts.filter(kind=ContactPoint.Kind.EMAIL, is_valid=True)
        return self.email in {contact.value.strip() for contact in emails}


class Message(models.Model):
    """What the reader, an office or staff wrote."""

    question = models.ForeignKey(
        ReaderQuestion, on_delete=models.CASCADE, related_name="messages", verbose_name=_("question of a reader")
    )
    text = models.TextField(_("text"), max_length=LONGEST)
    is_from_reader = models.BooleanField(_("written by the reader"), default=False)
    is_asked_back = models.BooleanField(_("asks the reader something"), default=False)
    office = models.ForeignKey(OfficeLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    RETENTION = dict.fromkeys(
        ["id", "question", "text", "is_from_reader", "is_asked_back", "office", "user", "written_at"], ERASED
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return str(self.pk)


class AnswerTemplate(Translatable):
    """An answer that is often given, in each language; who answers puts it into the text and finishes it."""

    name = models.CharField(_("title"), max_length=120)
    answer = models.TextField(_("text"), max_length=LONGEST)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("template of an answer")
        verbose_name_plural = _("templates of answers")


class AnsweringPlace(models.Model):
    """What staff decided about questions of one municipality. Without a row whoever helps there answers, if anybody."""

    municipality = models.OneToOneField(
        Municipality, on_delete=models.CASCADE, related_name="+", verbose_name=_("municipality")
    )
    is_open = models.BooleanField(_("questions are taken"), default=True)
    post = models.ForeignKey(
        Post,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers"),
        help_text=_("Empty: whoever helps in the municipality; where nobody does, who answers for the whole country."),
    )

    class Meta:
        ordering = ["municipality__slug"]
        verbose_name = _("where questions are taken")
        verbose_name_plural = _("where questions are taken")

    def __str__(self):
        return str(self.municipality)
