"""Jobs that employers send in: the form, the private page behind a link, what staff decide."""
