"""Root URLs. Paths are part of the contract (design, section 5)."""

from django.contrib import admin
from django.urls import include, path

pages: list = []

urlpatterns = [
    path("", include((pages, "hubsite"))),
    path("", include("workgroups.urls")),
    path("", include("recruitment.urls")),
    path("", include("evaluation.urls")),
    path("admin/", admin.site.urls),
]
