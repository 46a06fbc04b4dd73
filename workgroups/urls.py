"""URLs of the catalogue; pages that also show places are in `hubsite.urls`."""

from django.urls import path

from workgroups import views

app_name = "workgroups"
urlpatterns = [
    path("schools/", views.look_up_schools, name="look_up_schools"),
]
