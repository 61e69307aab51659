"""The admin site and its menu."""
