"""Every field of a model that holds a person's data says what erases it and when."""

import pytest
from django.apps import apps

PERSONAL = [
    "accounts.User",
    "asking.Message",
    "asking.OfficeLink",
    "asking.ReaderQuestion",
    "content.SentForm",
    "content.StoppedLetters",
    "content.UndeliveredLetter",
    "events.Registration",
    "feedback.EmptySearch",
    "feedback.Report",
    "funder_report.FrozenReport",
    "jobs.JobSubmission",
    "jobs.SubmissionComment",
    "networks.ChangeProposal",
    "networks.ConfirmationRequest",
    "networks.AgreementParty",
    "networks.Person",
    "networks.Tenure",
    "networks.VolunteerOffer",
]


@pytest.mark.parametrize("label", PERSONAL)
def test_every_field_is_listed_with_what_erases_it(label):
    model = apps.get_model(label)
    fields = {field.name for field in model._meta.get_fields() if field.concrete}

    assert fields - set(model.RETENTION) == set(), "say in RETENTION what erases the field and when"
    assert set(model.RETENTION) - fields == set()
    assert all(model.RETENTION.values())


def test_models_that_look_personal_are_listed():
    """A field called like a person's data makes its model personal, unless it is a published contact of an office."""
    telling = {"given_name", "family_name", "contact", "name_called_by", "erase_after", "sender_email"}
    found = {
        model._meta.label
        for model in apps.get_models()
        if not model._meta.model_name.startswith("historical")
        and telling & {field.name for field in model._meta.get_fields()}
    }

    assert found <= set(PERSONAL)
