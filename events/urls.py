from django.urls import path

from events import registering, views
from events.models import EventSeries
from events.sharing import event_facts
from portal.content.outlets import outlets

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/register/", registering.register, name="register"),
    path("registration/<str:token>/", registering.receipt, name="registration"),
    *outlets("", EventSeries, event_facts),
]
