from django.urls import path

from networks import views
from networks.models import Agreement, Initiative
from networks.sharing import agreement_facts, initiative_facts, organisation_facts, project_facts
from portal.content.outlets import outlets, outlets_of_list
from portal.directory.models import Organisation, Project

app_name = "networks"
urlpatterns = [
    path("", views.network_list, name="list"),
    path("organisations/<slug:slug>/", views.organisation_detail, name="organisation"),
    path("coordinators/", views.coordinator_list, name="coordinators"),
    path("coordinators/<slug:municipality_slug>/", views.coordinator_detail, name="coordinator"),
    path("coordinators/<slug:municipality_slug>/share/", views.coordinator_share, name="coordinator_share"),
    path("coordinators/<slug:municipality_slug>/card/", views.coordinator_card, name="coordinator_card"),
    path("projects/<slug:slug>/", views.project_detail, name="project"),
    path("volunteering/", views.volunteering, name="volunteering"),
    *outlets("organisations/", Organisation, organisation_facts),
    *outlets("projects/", Project, project_facts),
    *outlets_of_list("agreements/", Agreement, agreement_facts, "agreement"),
    *outlets_of_list("volunteering/", Initiative, initiative_facts, "initiative"),
]
