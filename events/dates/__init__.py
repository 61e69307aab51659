"""Events and their dates: series, changes, seats, wording, letters, and the pages on which staff change them."""
