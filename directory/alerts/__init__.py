"""Short notices of staff on top of pages: for the whole portal, a municipality, a topic or a section, for a time."""
