from django.urls import path

from networks import views

app_name = "networks"
urlpatterns = [
    path("", views.network_list, name="list"),
    path("organisations/<slug:slug>/", views.organisation_detail, name="organisation"),
    path("coordinators/", views.coordinator_list, name="coordinators"),
    path("coordinators/<slug:municipality_slug>/", views.coordinator_detail, name="coordinator"),
    path("projects/<slug:slug>/", views.project_detail, name="project"),
    path("volunteering/", views.volunteering, name="volunteering"),
]
