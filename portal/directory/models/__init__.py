"""What several sections point at: municipalities, organisations, places, projects, terms, contact points."""

from portal.directory.models.areas import County, Municipality
from portal.directory.models.contacts import ContactPoint, ways_to_reach
from portal.directory.models.organisations import Organisation, OrganisationContact
from portal.directory.models.places import WHEELCHAIR, Place
from portal.directory.models.projects import Project, ProjectActivity
from portal.directory.models.terms import Term

__all__ = [
    "WHEELCHAIR",
    "ContactPoint",
    "County",
    "Municipality",
    "Organisation",
    "OrganisationContact",
    "Place",
    "Project",
    "ProjectActivity",
    "Term",
    "ways_to_reach",
]
