"""Numbers of SQL statements from the first form page to a confirmed place."""

import pytest

from recruitment import delivery, links
from recruitment.models import Email, Place
from tests.factories import FRIDAY_5PM
from tests.recruitment.test_registration_pages import (
    CLASSES,
    MENTOR,
    YOU,
    group_over_two_years,
    make_school,
    url,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_registering_and_confirming_keep_their_numbers_of_statements(
    client, data_statements
):
    group = group_over_two_years(capacity=20)
    school = make_school()
    at_school = {"school": school.urn, "school_query": school.name}

    with data_statements(at_most=42) as flow:
        with data_statements(at_most=1):
            client.get(url(group))
        with data_statements(at_most=2):
            client.post(url(group), YOU)
        with data_statements(at_most=1):
            client.get(url(group, "school"))
        with data_statements(at_most=3):
            client.post(url(group, "school"), at_school)
        with data_statements(at_most=2):
            client.get(url(group, "classes"))
        with data_statements(at_most=3):
            client.post(url(group, "classes"), CLASSES)
        with data_statements(at_most=1):
            client.get(url(group, "mentor"))
        with data_statements(at_most=2):
            client.post(url(group, "mentor"), MENTOR)
        with data_statements(at_most=3):
            client.get(url(group, "dates"))
        with data_statements(at_most=2):
            client.post(url(group, "dates"), {"years": "both"})
        with data_statements(at_most=3):
            client.get(url(group, "check"))
        with data_statements(at_most=17):
            client.post(url(group, "check"))
    assert len(flow) > 20  # the fixture does count

    email = Email.objects.select_related("link").get()
    with data_statements(at_most=5):
        assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"
    with data_statements(at_most=2):
        client.get(f"/confirm/{links.token_of(email.link)}/")
    with data_statements(at_most=4):
        client.get("/confirm/")
    with data_statements(at_most=16):
        client.post("/confirm/", {"can_attend": "on"})
    assert Place.objects.filter(state="confirmed").exists()

    confirmed = Email.objects.get(kind="place_confirmed")
    with data_statements(at_most=6):
        assert delivery.deliver(confirmed.pk, at=FRIDAY_5PM) == "sent"
    mentor_told = Email.objects.get(kind="mentor_told")
    with data_statements(at_most=6):
        assert delivery.deliver(mentor_told.pk, at=FRIDAY_5PM) == "sent"
