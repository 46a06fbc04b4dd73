"""Every list of the admin has an order before it is cut into pages."""

import warnings

import pytest
from django.contrib import admin
from django.core.paginator import UnorderedObjectListWarning
from django.urls import reverse

from tests.factories import make_staff
from tests.hubsite.year import make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_lead(rf):
    year = make_year("a")
    request = rf.get("/admin/")
    request.user, request.session = make_staff("hub_lead", hub=year.hub), {}
    return request


def test_the_rows_of_every_list_have_an_order(request_of_lead):
    unordered = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not page.get_queryset(request_of_lead).ordered
    ]

    assert len(admin.site._registry) > 20
    assert unordered == []


def test_every_list_is_paged_without_a_warning(signed_in):
    year = make_year("a")
    client = signed_in(make_staff("hub_lead", hub=year.hub))
    opened = 0

    with warnings.catch_warnings():
        warnings.simplefilter("error", UnorderedObjectListWarning)
        for model in admin.site._registry:
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            page = client.get(reverse(f"admin:{name}_changelist"))
            opened += page.status_code == 200

    assert opened > 20
