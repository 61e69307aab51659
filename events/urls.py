from django.urls import path
from django.views.decorators.http import require_safe

from content.sharing.urls import outlets
from events import views
from events.models import EventSeries
from events.outlets.feeds import EventFeed
from events.outlets.sharing import event_facts
from events.registration import views as registering

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    # Before the addresses of events: the back office refuses an event these words.
    path("month/", views.event_month, name="month"),
    path("calendar.ics", views.event_calendar, name="calendar"),
    path("feed.xml", require_safe(EventFeed()), name="feed"),
    path("<slug:slug>.ics", views.event_file, name="file"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/register/", registering.register, name="register"),
    path("registration/<str:token>/", registering.receipt, name="registration"),
    path("registration/confirm/<str:token>/", registering.confirm, name="confirm_registration"),
    *outlets("", EventSeries, event_facts),
]
