from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "portal.trial"
    label = "trial"
