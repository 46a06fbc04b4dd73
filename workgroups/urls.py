"""URLs of the catalogue; pages that also show places are in `hubsite.urls`."""

from django.urls import path

from workgroups.views import catalogue

app_name = "workgroups"
urlpatterns = [
    path("schools/", catalogue.look_up_schools, name="look_up_schools"),
]
