"""The rule of a repeated event: which dates it means, and what is wrong with it. Pure reckoning."""
