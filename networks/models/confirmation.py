"""Letters that ask a coordinator whether a card is right."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models.posts import Post


class ConfirmationRequest(models.Model):
    """A letter that asked whether a post's card is right: its link works once, until it expires, for this post."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="confirmation_requests", verbose_name=_("post")
    )
    token_hash = models.CharField(_("fingerprint of the private link"), max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("supervisor told at"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("request to confirm")
        verbose_name_plural = _("requests to confirm")

    def __str__(self):
        return f"{self.post_id} ({self.sent_at:%Y-%m-%d})"
