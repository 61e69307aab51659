"""What several sections point at: municipalities, organisations, places, projects, terms, contact points."""

from directory.models.areas import County, Municipality
from directory.models.contacts import ContactPoint, ways_to_reach
from directory.models.organisations import Organisation, OrganisationContact
from directory.models.places import WHEELCHAIR, Place
from directory.models.projects import Project, ProjectActivity
from directory.models.reported import HeadCountLine, NetworkMember
from directory.models.rights import ApprovalRequest, MunicipalityRight
from directory.models.terms import Term

__all__ = [
    "WHEELCHAIR",
    "ApprovalRequest",
    "ContactPoint",
    "County",
    "HeadCountLine",
    "Municipality",
    "MunicipalityRight",
    "NetworkMember",
    "Organisation",
    "OrganisationContact",
    "Place",
    "Project",
    "ProjectActivity",
    "Term",
    "ways_to_reach",
]
