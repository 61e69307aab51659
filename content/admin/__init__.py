"""What the back office's forms of all sections have in common: language tabs, publishing, steps of a record."""

from content.letters import admin  # noqa: F401 (Django finds the admin of an app by this package)
