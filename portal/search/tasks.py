"""Regular work on the index of the search."""

from procrastinate.contrib.django import app

from portal.search.models import rebuild_words


@app.periodic(cron="20 4 * * *")
@app.task(name="forget_old_words", queueing_lock="forget_old_words")
def forget_old_words(timestamp):
    """Forget words that no public record has any more, and learn those that two edits at once left out."""
    rebuild_words()
