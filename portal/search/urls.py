from django.urls import path

from portal.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("need/", views.need, name="need"),
    path("thanks/", views.thanks, name="thanks"),
]
