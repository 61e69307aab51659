from django.urls import path

from portal.funder_report import views

app_name = "funder_report"
urlpatterns = [path("<slug:slug>/results/", views.project_results, name="results")]
