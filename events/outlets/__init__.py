"""Events told outside their page: calendars, feeds, search engines, texts to pass on."""
