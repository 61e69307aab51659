from django.urls import path

from portal.follow import views

app_name = "follow"
urlpatterns = [
    path("sent/", views.sent, name="sent"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("own/<str:token>/", views.own, name="own"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("", views.follow, name="new"),
]
