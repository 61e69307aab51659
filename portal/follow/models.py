"""Who follows what, and what they have not been told yet. Letters are in ``letters.py``."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.erasure.traces import erase
from content.letters.models import UndeliveredLetter

# Each link is a number with our signature, and opens one thing only.
CONFIRM_LINK, OWN_LINK, STOP_LINK = (Signer(sep=".", salt=f"follow.{name}") for name in ("confirm", "own", "stop"))
# Who does not confirm is forgotten after so long.
WAITED_FOR = timedelta(days=3)
# Who was not heard of for a year is asked, and forgotten without an answer.
SILENT_FOR, ANSWER_WITHIN = timedelta(days=365), timedelta(days=30)
# Digests are there when people get up.
HOUR, MONDAY = 7, 0


class Followed(models.Model):
    """One question that readers follow, however many they are: a list with its filters, a place, a record."""

    class Kind(models.TextChoices):
        EVENTS = "events", _("Events")
        JOBS = "jobs", _("Jobs")
        SERVICES = "services", _("Services")
        COURSES = "courses", _("Courses of Lithuanian")
        GUIDE = "guide", _("Living here")
        MUNICIPALITY = "municipality", _("Municipality")
        EVENT = "event", _("Event")
        PAGE = "page", _("Page")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    # The filters in use as they stand in the address, or {"slug": …} of one record.
    question = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "question"], name="followed_once")]

    def __str__(self):
        return f"{self.kind} {self.question}"


class FollowerQuerySet(models.QuerySet):
    def of_link(self, token, link):
        """The follower that a link opens. Raises DoesNotExist for a link that is not ours, or of somebody erased."""
        try:
            return self.get(pk=int(link.unsign(token)))
        except (BadSignature, ValueError) as error:
            raise Follower.DoesNotExist from error

    def due(self):
        """Those with something to be told now: what cannot wait, or all of it when their moment has come."""
        waiting = Untold.objects.filter(follower=OuterRef("pk"))
        is_time = Q(rhythm=Follower.Rhythm.NOW) | Q(next_at__lte=timezone.now())
        return self.filter(Exists(waiting.filter(news__is_urgent=True)) | (is_time & Exists(waiting)))

    def never_confirmed(self):
        confirmed = Follow.objects.filter(follower=OuterRef("pk"), confirmed_at__isnull=False)
        return self.filter(~Exists(confirmed), created_at__lt=timezone.now() - WAITED_FOR)

    def bounced(self):
        """Those whose mailbox refused our letters for good."""
        refused = UndeliveredLetter.objects.filter(record_type=Follower._meta.label_lower, code__gte=500)
        return self.filter(pk__in=refused.values("record_id"))

    def silent(self):
        """Not heard of for a year, and not asked yet."""
        return self.filter(heard_at__lt=timezone.now() - SILENT_FOR, asked_at__isnull=True)

    def without_answer(self):
        return self.filter(asked_at__lt=timezone.now() - ANSWER_WITHIN)

    def erase(self):
        """End their letters; no trace of the addresses stays, letters that wait in the queue included."""
        return erase(self)


class Follower(models.Model):
    """A mailbox that asked to be written to."""

    class Rhythm(models.TextChoices):
        NOW = "now", _("As soon as it is known")
        DAY = "day", _("At most once a day")
        WEEK = "week", _("At most once a week, on Monday")

    address = models.EmailField(unique=True)
    language = models.CharField(max_length=8)
    rhythm = models.CharField(max_length=4, choices=Rhythm.choices, default=Rhythm.DAY)
    created_at = models.DateTimeField(default=timezone.now)
    # When the person last did something that only he or she can do.
    heard_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    # Before that no digest is written.
    next_at = models.DateTimeField(default=timezone.now)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "address", "language", "rhythm", "created_at", "heard_at", "asked_at", "next_at"],
        "the row is deleted when the reader ends the letters, when they are refused for good, 3 days after nobody"
        " confirmed, or 30 days after nobody answered whether they are still wanted, which is asked once a year",
    )

    objects = FollowerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["next_at"], name="follower_next")]

    def __str__(self):
        return str(self.pk)

    def own_path(self):
        return self._path("own", OWN_LINK)

    def stop_path(self):
        return self._path("stop", STOP_LINK)

    def _path(self, name, link):
        with override(self.language):
            return reverse(f"follow:{name}", args=[link.sign(self.pk)])

    def hear(self):
        """The person pressed a button of ours."""
        self.heard_at, self.asked_at = timezone.now(), None
        self.save(update_fields=["heard_at", "asked_at"])

    hear.alters_data = True

    def choose(self, rhythm):
        """Write so often from now on."""
        self.rhythm, self.next_at = rhythm, next_digest(rhythm)
        self.save(update_fields=["rhythm", "next_at"])

    choose.alters_data = True


class Follow(models.Model):
    """That a mailbox follows a question; it counts once who reads the mailbox has said so."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    followed = models.ForeignKey(Followed, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["follower", "followed"], name="follow_once")]
        indexes = [models.Index(fields=["followed", "confirmed_at"], name="follow_of_question")]

    def __str__(self):
        return f"{self.follower_id} {self.followed_id}"

    @classmethod
    def of_link(cls, token):
        try:
            return cls.objects.select_related("follower", "followed").get(pk=int(CONFIRM_LINK.unsign(token)))
        except (BadSignature, ValueError) as error:
            raise cls.DoesNotExist from error

    def confirm_path(self):
        with override(self.follower.language):
            return reverse("follow:confirm", args=[CONFIRM_LINK.sign(self.pk)])

    def confirm(self):
        """Write from now on; twice is the same as once."""
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.save(update_fields=["confirmed_at"])
        self.follower.hear()
        self.follower.choose(self.follower.rhythm)

    confirm.alters_data = True


class Known(models.Model):
    """What a public record was like when it was last looked at; ``record_id`` 0: the kind was looked at."""

    kind = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="known_once")]

    def __str__(self):
        return f"{self.kind} {self.record_id}"


class News(models.Model):
    """Something that happened to a record, once."""

    kind = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
    what = models.CharField(max_length=10)
    is_urgent = models.BooleanField(default=False)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record_id} {self.what}"


class Untold(models.Model):
    """Somebody is still to be told; the row goes in the transaction that puts the letter into the queue."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="untold")
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="untold")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["follower", "news"], name="untold_once")]

    def __str__(self):
        return f"{self.follower_id} {self.news_id}"


def next_digest(rhythm):
    """The first morning from now on at which a digest of that rhythm may be written."""
    now = timezone.localtime()
    day = now.date() + timedelta(days=now.hour >= HOUR)
    if rhythm == Follower.Rhythm.WEEK:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, time(HOUR)))


def site_address(path):
    return f"{settings.SITE_URL.rstrip('/')}{path}"
