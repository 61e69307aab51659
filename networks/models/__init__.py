"""Networks: coordinators and their posts, agreements, volunteer initiatives."""

from networks.models.agreements import Agreement, AgreementParty
from networks.models.confirmation import ConfirmationRequest
from networks.models.posts import Coverage, Person, Post, PostContact, SecondLine, Supervision, Tenure
from networks.models.volunteering import AudienceSize, Initiative, VolunteerOffer

__all__ = [
    "Agreement",
    "AgreementParty",
    "AudienceSize",
    "ConfirmationRequest",
    "Coverage",
    "Initiative",
    "Person",
    "Post",
    "PostContact",
    "SecondLine",
    "Supervision",
    "Tenure",
    "VolunteerOffer",
]
