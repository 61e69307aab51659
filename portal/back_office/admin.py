"""What of the base the back office shows: packages of the base have no admin that Django finds by itself."""

from django.contrib import admin

from content.letters.admin import UndeliveredLetterAdmin
from content.letters.models import UndeliveredLetter

admin.site.register(UndeliveredLetter, UndeliveredLetterAdmin)
