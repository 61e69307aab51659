"""What sections write: a message of Django's that says more to the queue."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from content.letters.models import StoppedLetters
from content.letters.stopping import stop_headers, stop_link


class Letter(EmailMultiAlternatives):
    """A letter; everything of Django's own messages holds.

    ``about`` is the record it belongs to; ``is_urgent``: somebody waits for it; ``stop`` names letters that come again
    and again, which the reader can stop by one tap.
    """

    def __init__(self, subject, body, to, *, about=None, is_urgent=False, stop="", **kwargs):
        super().__init__(subject, body, to=to, **kwargs)
        self.about, self.is_urgent, self.stop = about, is_urgent, stop

    def send(self, fail_silently=False):
        """Return the number of messages stored: none for a reader who stopped these letters."""
        if self.stop:
            self.to = StoppedLetters.objects.wanted_by(self.to, self.stop)
            if len(self.to) == 1:
                self.extra_headers |= stop_headers(self.to[0], self.stop)
                self.body = (
                    f"{self.body.rstrip()}\n\n{_('No more of these letters:')} {stop_link(self.to[0], self.stop)}\n"
                )
        return super().send(fail_silently)
