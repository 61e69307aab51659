"""A record passed on without its page: as a text to send, or as a card to show."""
