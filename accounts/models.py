"""Who works in the back office. Readers need no account."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.links import link_parts
from content.constraints import Once
from content.languages import interface_languages


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create an account that signs in with ``email`` (kept in lower case). Raises ValueError without an address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def who_may(self, permission):
        """The staff with an e-mail whose groups give them ``permission``; if there is nobody, the administrators."""
        staff = self.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
        found = [user for user in staff.filter(is_superuser=False) if user.has_perm(permission)]
        return found or list(staff.filter(is_superuser=True))

    def without_second_factor(self):
        """Active staff who have neither an authenticator nor a passkey."""
        proofs = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return self.filter(is_active=True, is_staff=True).exclude(Exists(proofs))

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the staff or a municipality coordinator; the e-mail address is the name."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=interface_languages, default=settings.LANGUAGE_CODE
    )
    body = models.CharField(
        _("organisation"), max_length=200, blank=True, help_text=_("Readers see it as who checked a record.")
    )
    translates = ArrayField(
        models.CharField(max_length=8, choices=interface_languages),
        verbose_name=_("translates into"),
        default=list,
        blank=True,
        help_text=_("Texts of these languages may be written, whatever the role otherwise allows to see."),
    )
    is_staff = models.BooleanField(_("may enter the back office"), default=False)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Instead of deleting an account, untick."))
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = {
        **dict.fromkeys(
            ["email", "name", "password", "language", "last_login"],
            "emptied by hand when an account is switched off for good; until then needed to sign in",
        ),
        **dict.fromkeys(
            ["id", "body", "is_staff", "is_superuser", "is_active", "date_joined", "groups"],
            "kept: says which office did what, not who",
        ),
        **dict.fromkeys(["user_permissions", "translates"], "kept: says what the account may do"),
    }

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            Once(
                Lower("email"),
                name="user_email_unique_in_any_case",
                says=_("There is an account with this e-mail already."),
                beside="email",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        """The address is kept in lower case: one mailbox is one account, however it is typed."""
        super().clean()
        self.email = self.email.strip().lower()

    def sign_in_path(self):
        """The address for a letter that signs this person in once; "" for staff, who prove themselves in two ways."""
        return "" if self.is_staff else reverse("sign_in_by_letter", kwargs=link_parts(self))

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name or self.email
