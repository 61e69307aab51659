"""Open positions: the records, their employers, the letters about them, and how they are told outside their page."""
