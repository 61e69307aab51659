from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("employers/", views.employer_list, name="employers"),
    path("<slug:slug>/", views.job_detail, name="detail"),
]
