from django.urls import path
from django.views.decorators.http import require_safe

from portal.courses.feeds import CourseFeed
from portal.courses.views import course_list

app_name = "courses"
urlpatterns = [
    path("", course_list, name="list"),
    path("feed.xml", require_safe(CourseFeed()), name="feed"),
]
