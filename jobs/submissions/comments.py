"""The conversation about a submission."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionComment(models.Model):
    """What staff and the sender wrote to each other about a submission; its author is one of the staff."""

    submission = models.ForeignKey(
        "jobs.JobSubmission", on_delete=models.CASCADE, related_name="comments", verbose_name=_("submitted job")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    is_from_staff = models.BooleanField(_("written by staff"), default=False)
    text = models.TextField(_("text"), max_length=2000)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    RETENTION = dict.fromkeys(
        ["id", "submission", "author", "is_from_staff", "text", "created_at"],
        "deleted together with the submission it belongs to",
    )

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self):
        return self.text[:60]
