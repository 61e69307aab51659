"""Money to apply for, and when."""
