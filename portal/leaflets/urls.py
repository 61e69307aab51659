from django.urls import path

from portal.leaflets import views

app_name = "leaflets"
urlpatterns = [
    path("", views.leaflet_list, name="list"),
    path("<slug:slug>.pdf", views.leaflet, name="file"),
]
