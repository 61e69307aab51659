"""The back office of single dates: what staff do with them, and the pages that ask before it is done."""
