"""The rule of a repeated event: which dates it means, what is wrong with it, how staff write it and readers read it."""
