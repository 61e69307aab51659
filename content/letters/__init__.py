"""Letters: through the queue to the mail server, what becomes of them, and how to get no more."""
