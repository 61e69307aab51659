"""Rules of the database that speak: each has its sentence, said beside the field that it is about."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DEFAULT_DB_ALIAS, models


class Said:
    """A constraint with a sentence; ``beside`` names the field of the form where it is read.

    Migrations see Django's own constraint: what is said, and where, changes no table.
    """

    def __init__(self, *args, says="", beside="", **kwargs):
        super().__init__(*args, **kwargs)
        self.says, self.beside = says, beside

    def get_violation_error_message(self):
        return str(self.says) or super().get_violation_error_message()

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        try:
            super().validate(model, instance, exclude=exclude, using=using)
        except ValidationError as error:
            place = self.beside if self.beside and self.beside not in (exclude or ()) else NON_FIELD_ERRORS
            raise ValidationError({place: self.get_violation_error_message()}) from error

    def clone(self):
        found = super().clone()
        found.says, found.beside = self.says, self.beside
        return found

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return f"django.db.models.{self.plain}", args, kwargs


class Check(Said, models.CheckConstraint):
    plain = "CheckConstraint"


class Once(Said, models.UniqueConstraint):
    plain = "UniqueConstraint"
