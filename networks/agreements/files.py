"""The signed files of agreements: outside everything a web server gives out, under names nobody can guess."""

import hashlib
import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from networks.agreements.models import Agreement
from networks.agreements.pdf_check import check_pdf

FOLDER = "private/agreements"


@deconstructible
class PrivateFiles(FileSystemStorage):
    """Below MEDIA_ROOT, which no address leads to; readable by the portal's own system user only."""

    def __init__(self):
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name):
        raise ValueError("A private file has no address of its own.")


def random_name(instance, filename):
    """Nothing of the name it came with: that may hold anything, a path or a person's name too."""
    return f"{FOLDER}/{uuid.uuid4().hex}.pdf"


class AgreementFileQuerySet(models.QuerySet):
    def current(self):
        return self.filter(removed_at__isnull=True)

    def remove_orphans(self, older_than):
        """Delete what lies in the folder without a row, as a process that was killed may leave it."""
        storage = PrivateFiles()
        known = set(self.exclude(file="").values_list("file", flat=True))
        found = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
        orphans = [name for name in (f"{FOLDER}/{file}" for file in found) if name not in known]
        for name in orphans:
            if storage.get_modified_time(name) < timezone.now() - older_than:
                storage.delete(name)


class AgreementFile(models.Model):
    """One upload of a signed agreement. The row stays as the record of who uploaded when; a replaced file goes."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="files", verbose_name=_("agreement")
    )
    file = models.FileField(
        _("signed file"), storage=PrivateFiles(), upload_to=random_name, max_length=120, blank=True, editable=False
    )
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True, editable=False)

    objects = AgreementFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("signed file")
        verbose_name_plural = _("signed files")
        constraints = [
            Once(
                fields=["agreement"],
                condition=Q(removed_at__isnull=True),
                name="agreementfile_one_current",
                says=_("This agreement has a signed file already. Upload the new one by its button."),
            )
        ]

    def __str__(self):
        return f"{self.agreement_id} ({self.uploaded_at:%Y-%m-%d})"

    @classmethod
    def attach(cls, agreement, upload, by):
        """Check and keep a signed file; the one before is removed. A refused or failed upload leaves nothing behind.

        Raises ValidationError in words for anything that is not a harmless PDF.
        """
        check_pdf(upload)
        new = cls(agreement=agreement, size=upload.size, uploaded_by=by)
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        new.sha256 = digest.hexdigest()
        new.file.save("", upload, save=False)
        try:
            with transaction.atomic():
                Agreement.objects.select_for_update().only("pk").get(pk=agreement.pk)
                for former in cls.objects.current().filter(agreement=agreement):
                    former.discard()
                new.save()
        except BaseException:
            new.file.storage.delete(new.file.name)
            raise
        return new

    def discard(self):
        """Remove the file when this is committed; the row stays and says that there was one."""
        storage, name = self.file.storage, self.file.name
        self.file, self.removed_at = "", timezone.now()
        self.save(update_fields=["file", "removed_at"])
        transaction.on_commit(lambda: storage.delete(name))

    discard.alters_data = True
