"""Networks: coordinators and their posts, agreements, volunteer initiatives."""

from networks.models.agreement_files import AgreementFile
from networks.models.agreements import Agreement, AgreementParty
from networks.models.confirmation import ConfirmationRequest
from networks.models.posts import Coverage, Post, PostContact, SecondLine, Supervision
from networks.models.proposals import ChangeProposal
from networks.models.terms import Person, Tenure
from networks.models.volunteering import AudienceSize, Initiative, VolunteerOffer

__all__ = [
    "Agreement",
    "AgreementFile",
    "AgreementParty",
    "AudienceSize",
    "ChangeProposal",
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
