"""What the starter content loaded, so that a second load never overwrites what staff changed."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRecordQuerySet(models.QuerySet):
    def examples(self):
        return self.filter(is_example=True)


class LoadedRecord(models.Model):
    """One record of the data files and the row it became, with fingerprints of both as they were loaded."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField(_("row"))
    record = GenericForeignKey()
    file_fingerprint = models.CharField(_("fingerprint of the file's record"), max_length=64)
    row_fingerprint = models.CharField(_("fingerprint of the row"), max_length=64)
    is_example = models.BooleanField(_("example"), default=False)
    flags = models.JSONField(_("to be looked at"), default=list)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    objects = LoadedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("loaded record")
        verbose_name_plural = _("starter content")

    def __str__(self):
        return self.key
