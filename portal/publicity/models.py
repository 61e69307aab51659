"""The register of publicity: one row for each thing by which a project was made known."""

import uuid

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from content.languages import SPOKEN_LANGUAGES
from directory.models import Project

FOLDER = "private/publicity"
MOST_BYTES = 10 * 1024 * 1024
# What a proof may be, by its first bytes: the name and the announced type say nothing.
KINDS_OF_FILE = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}


@deconstructible
class ProofFiles(FileSystemStorage):
    """Below MEDIA_ROOT, which no address leads to; the back office gives them to those who may see the register."""

    def __init__(self):
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name):
        return reverse("admin:publicity_publicityitem_proof", args=[name.rpartition("/")[2]])


def ending_of(file):
    """ ".pdf", ".png" or ".jpg" by what the file holds, or None."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    return next((ending for start, ending in KINDS_OF_FILE.items() if head.startswith(start)), None)


def check_proof(upload):
    """Raise ValidationError unless it is a PDF or a picture of a bearable size; what is stored was checked."""
    if getattr(upload, "_committed", False):
        return
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The file is too big: at most 10 MB."))
    if ending_of(upload) is None:
        raise ValidationError(_("Upload a PDF, PNG or JPEG file."))


def random_name(item, filename):
    """Nothing of the name it came with."""
    return f"{FOLDER}/{uuid.uuid4().hex}{ending_of(item.proof) or ''}"


class PublicityItemQuerySet(models.QuerySet):
    def note_leaflet(self, projects, leaflet, printed, language, **facts):
        """Write down that the portal printed a leaflet that names ``projects``; the same content once for ever."""
        # A statement that adds nothing would still make every page anew (page_cache): most often there is none.
        without = list(projects.exclude(publicity__leaflet=leaflet))
        if not without:
            return
        today = timezone.localdate()
        self.bulk_create(
            [
                self.model(
                    project=project,
                    kind=self.model.Kind.LEAFLET,
                    language=language,
                    published_on=today,
                    leaflet=leaflet,
                    printed=printed,
                    **facts,
                )
                for project in without
            ],
            ignore_conflicts=True,
        )

    def made_known(self):
        """Items that appeared, as far as we know: those with a day."""
        return self.filter(published_on__isnull=False, is_example=False)


class PublicityItem(models.Model):
    """A leaflet, an article, a post … Without a day it was planned, and nobody has said that it appeared."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", _("leaflet")
        ARTICLE = "article", _("article")
        PAGE = "page", _("page of a website")
        POST = "post", _("post in a group or on a network")
        GROUP = "group", _("group on a network")
        VIDEO = "video", _("video")
        POSTER = "poster", _("poster")
        BROADCAST = "broadcast", _("broadcast")
        OTHER = "other", _("other")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="publicity", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=250, help_text=_("As it stands there, in its own language."))
    published_on = models.DateField(
        _("appeared on"), null=True, blank=True, help_text=_("Empty: planned, or nobody knows. It is not counted.")
    )
    language = models.CharField(_("language"), max_length=8, choices=SPOKEN_LANGUAGES, blank=True)
    medium = models.CharField(
        _("medium"), max_length=200, blank=True, help_text=_("The paper, the website, the group.")
    )
    reach = models.PositiveIntegerField(
        _("reach"), null=True, blank=True, help_text=_("Copies, members, views: only a number that somebody stated.")
    )
    reach_as_of = models.DateField(_("reach as of"), null=True, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    is_link_lost = models.BooleanField(_("its link is lost"), default=False)
    proof = models.FileField(
        _("file or picture as proof"),
        storage=ProofFiles(),
        upload_to=random_name,
        max_length=120,
        blank=True,
        validators=[check_proof],
    )
    has_emblem = models.BooleanField(_("shows the emblem"), null=True, blank=True)
    has_disclaimer = models.BooleanField(_("says what the fund wants said"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_example = models.BooleanField(_("example"), default=False, editable=False)
    # Of leaflets that the portal made: which one and what was printed.
    leaflet = models.CharField(_("leaflet of the portal"), max_length=180, blank=True, editable=False)
    printed = models.TextField(_("what was printed"), blank=True, editable=False)

    objects = PublicityItemQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        verbose_name = _("publicity item")
        verbose_name_plural = _("publicity register")
        indexes = [models.Index(fields=["project", "published_on"], name="publicity_project_day")]
        constraints = [
            Once(
                fields=["project", "leaflet"],
                condition=~Q(leaflet=""),
                name="publicity_leaflet_once",
                says=_("The register of this project has this leaflet already."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(is_link_lost=False),
                name="publicity_link_there_or_lost",
                violation_error_message=_("A link that is written here is not lost: remove the tick."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.published_on and self.published_on > timezone.localdate():
            raise ValidationError({"published_on": _("This day is still to come. Write it when it has appeared.")})

    @property
    def shortcomings(self):
        """Codes of what the fund will ask for: words for them are SHORTCOMINGS."""
        wants_emblem = self.project.emblem_variant != Project.Emblem.NONE
        wants_words = bool(self.project.text("disclaimer"))
        found = {
            "no_day": self.published_on is None,
            "no_emblem": wants_emblem and self.has_emblem is False,
            "emblem_unknown": wants_emblem and self.has_emblem is None,
            "no_disclaimer": wants_words and self.has_disclaimer is False,
            "disclaimer_unknown": wants_words and self.has_disclaimer is None,
            "link_lost": self.is_link_lost,
            "no_proof": not (self.proof or self.link or self.leaflet),
        }
        return [code for code, is_so in found.items() if is_so]


SHORTCOMINGS = {
    "no_day": _("no day: not counted"),
    "no_emblem": _("the emblem is missing"),
    "emblem_unknown": _("nobody looked whether the emblem is there"),
    "no_disclaimer": _("the disclaimer is missing"),
    "disclaimer_unknown": _("nobody looked whether the disclaimer is there"),
    "link_lost": _("the link is lost"),
    "no_proof": _("no link and no file as proof"),
}
