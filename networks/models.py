"""Networks: coordinators and their posts, agreements, volunteer initiatives."""

from networks.agreements.files import AgreementFile
from networks.agreements.models import Agreement
from networks.agreements.parties import AgreementParty
from networks.confirmation.models import ConfirmationRequest
from networks.confirmation.proposals import ChangeProposal
from networks.posts.models import Coverage, Post, PostContact, SecondLine, Supervision
from networks.posts.terms import Person, Tenure
from networks.volunteering.models import AudienceSize, Initiative, VolunteerOffer

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
