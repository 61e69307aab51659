from django.urls import path

from events import registering, views

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/register/", registering.register, name="register"),
    path("registration/<str:token>/", registering.receipt, name="registration"),
]
