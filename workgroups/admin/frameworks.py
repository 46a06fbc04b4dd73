"""The frameworks of participants' training, kept by the national team."""

from django.contrib import admin

from workgroups.admin_base import ScopedModelAdmin, ScopedTabularInline
from workgroups.models import Framework, FrameworkSection


class SectionInline(ScopedTabularInline):
    model = FrameworkSection
    fields = ("number", "title")


@admin.register(Framework)
class FrameworkAdmin(ScopedModelAdmin):
    list_display = ("short_name", "name", "from_on", "until_on")
    search_fields = ("name", "short_name")
    inlines = (SectionInline,)
    export_columns = (
        ("Framework", "name"),
        ("Short name", "short_name"),
        ("In force from", "from_on"),
        ("In force until", "until_on"),
    )
