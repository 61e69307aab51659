"""How often pages are read, without following anybody: a day, a page, a language and a number."""
