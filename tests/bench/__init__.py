"""What is measured: search, lists against plain Django, and how pages grow with many records (``make bench``)."""
