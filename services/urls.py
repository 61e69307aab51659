from django.urls import path

from content.sharing.urls import outlets
from services import views
from services.models import Service
from services.outlets.sharing import service_facts

app_name = "services"
urlpatterns = [
    path("", views.service_list, name="list"),
    path("helplines/", views.helplines, name="helplines"),
    path("<slug:slug>/", views.service_detail, name="detail"),
    *outlets("", Service, service_facts),
]
