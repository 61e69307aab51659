"""What somebody typed into a form of the back office and has not saved yet."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Long enough for somebody who is ill for a week.
KEPT_FOR = timedelta(days=14)
# The longest form of the back office with three languages of long texts is far below.
LARGEST = 500_000
# Together; each is a form of somebody of the staff.
MOST = 2_000
# Fields that are of a sending and not of what was typed; passwords are nobody's to keep.
LEFT_OUT = {"csrfmiddlewaretoken", "password", "password1", "password2", "usable_password"}


def new_token():
    return secrets.token_urlsafe(24)


class KeptFormQuerySet(models.QuerySet):
    def keep(self, path, data, user=None):
        """Keep what was typed at ``path``: one row a person and page, a row of its own for somebody signed out.

        Returns the row, or None for what is too large, or when too much is kept already.
        """
        typed = data.copy()
        for name in LEFT_OUT & typed.keys():
            del typed[name]
        text = typed.urlencode()
        if len(text) > LARGEST or self.count() >= MOST:
            return None
        if user is None:
            return self.create(path=path[:300], data=text)
        return self.update_or_create(user=user, path=path[:300], defaults={"data": text, "kept_at": timezone.now()})[0]

    def due_for_erasure(self):
        return self.filter(kept_at__lt=timezone.now() - KEPT_FOR)


class KeptForm(models.Model):
    """One form as it stood. Without a user it was sent after the session had ended; its token is the only way to it."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    path = models.CharField(_("page"), max_length=300)
    data = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "token", "user", "path", "data", "kept_at"],
        "the row is deleted when the form is saved, else by erase_old_forms 14 days later",
    )

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "path"], name="keptform_of_a_page")]

    def __str__(self):
        return self.path

    @property
    def typed(self):
        return QueryDict(self.data)
