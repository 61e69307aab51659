from django.urls import path

from events import views
from events.models import EventSeries
from events.sharing import event_facts
from portal.content.outlets import outlets

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    *outlets("", EventSeries, event_facts),
]
