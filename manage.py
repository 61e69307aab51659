#!/usr/bin/env python
"""Start of every command. Where nothing is set up it runs the trial on one's own computer: portal/trial/defaults.py."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from portal.serving.roles import role_of_command
from portal.trial.defaults import NoPlaceError, is_trial, set_trial_defaults


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if (role := role_of_command(sys.argv[1:])) != "command":
        os.environ.setdefault("KARTU_ROLE", role)
    if is_trial(sys.argv[1:2]):
        try:
            set_trial_defaults(Path(__file__).resolve().parent)
        except NoPlaceError as reason:
            sys.exit(str(reason))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
