"""Answer options: national rows, rows of a hub, and suggested schemes."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from recruitment.actions import options, places, staff
from recruitment.models import AnswerOption, Place
from recruitment.queries.options import (
    SuggestedScheme,
    option_labels,
    suggested_schemes,
)
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_staff,
    make_work_group,
)
from tests.recruitment.reading_back import choices_on
from tests.recruitment.test_my_places_sessions import sign_in
from tests.recruitment.test_registration_pages import (
    CLASSES,
    YOU,
    group_over_two_years,
    url,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LIST = "admin:recruitment_answeroption_changelist"


def make_scheme(label: str, **fields):
    return AnswerOption.objects.create(kind="scheme", label=label, **fields)


def schemes_offered(client, group) -> list[str]:
    """The schemes that the form of a group offers, by their codes."""
    client.post(url(group), YOU)
    page = client.get(url(group, "classes")).content.decode()
    return choices_on(page, "schemes")


# Shipped


def test_a_migration_creates_the_national_options():
    options.ship_options()  # a second time changes nothing

    national = AnswerOption.objects.filter(hub=None)
    codes = {
        kind: list(national.filter(kind=kind).values_list("code", flat=True))
        for kind in ("scheme", "end_reason", "first_year_reason", "yes_reason")
    }

    assert codes == {
        "scheme": [
            *("white_rose", "power_maths", "mnp", "mathematics_mastery", "ncetm"),
            *("own", "other", "unknown"),
        ],
        "end_reason": [
            *("chose_another", "no_cover", "too_much", "dates", "moved_school"),
            *("left_teaching", "first_year_ended", "travel", "other_training"),
            *("school_refused", "not_useful", "other_hub", "other_reason"),
        ],
        "first_year_reason": [
            *("second_year_cover", "second_year_load", "second_year_school"),
            *("second_year_later", "second_year_other"),
        ],
        "yes_reason": [
            *("yes_confidence", "yes_training", "yes_school", "yes_colleague"),
            *("yes_others", "yes_two_years", "yes_free", "yes_other"),
        ],
    }


# Offered


def test_a_form_offers_national_schemes_and_the_hubs_own(client):
    group = group_over_two_years()
    make_scheme("Number Stacks", hub=group.hub)
    make_scheme("Elsewhere Maths", hub=make_hub("Wolds and Dales"))
    make_scheme("Old Maths", hub=group.hub, in_use=False)
    make_scheme("A-level Maths", hub=group.hub, phase="post_16")

    assert schemes_offered(client, group) == [
        *("white_rose", "power_maths", "mnp", "mathematics_mastery", "ncetm", "own"),
        f"number-stacks-{group.hub_id}",
        *("other", "unknown"),
    ]


def test_a_scheme_of_another_phase_is_not_offered(client):
    group = group_over_two_years(school_phase="secondary")

    offered = schemes_offered(client, group)

    assert "white_rose" in offered
    assert {"power_maths", "mnp"} & set(offered) == set()


def test_another_hubs_scheme_cannot_be_posted(client):
    group = group_over_two_years()
    theirs = make_scheme("Elsewhere Maths", hub=make_hub("Wolds and Dales"))
    client.post(url(group), YOU)

    page = client.post(url(group, "classes"), {**CLASSES, "schemes": [theirs.code]})

    assert "Select a valid choice" in page.content.decode()


def test_forms_do_not_offer_automatic_reasons(client):
    place = make_place("confirmed")
    AnswerOption.objects.create(
        kind="end_reason", label="a baby", hub=make_hub("Wolds and Dales")
    )
    sign_in(client, place.participant.email)

    address = reverse("recruitment:withdraw_place", args=[place.pk])
    page = client.get(address).content.decode()

    assert choices_on(page, "end_reason") == [
        *("no_cover", "too_much", "dates", "moved_school", "left_teaching", "travel"),
        *("other_training", "school_refused", "not_useful", "other_reason"),
    ]


@pytest.mark.parametrize("page", ["decline", "withdraw"])
def test_what_got_in_the_way_is_asked_and_never_required(client, page):
    place = make_place("offered" if page == "decline" else "confirmed")
    sign_in(client, place.participant.email)
    address = reverse(
        f"recruitment:{page}_{'own_' * (page == 'decline')}place", args=[place.pk]
    )
    asked = client.get(address).content.decode()

    client.post(address, {"end_reason": ""})

    place.refresh_from_db()
    assert "What got in the way?" in asked
    assert (place.state, place.end_reason_id) == (
        "declined" if page == "decline" else "withdrawn",
        None,
    )


def test_a_reason_that_was_given_is_never_deleted():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    places.decline_place(place, at=FRIDAY_5PM, end_reason="no_cover")

    with pytest.raises(ProtectedError):
        AnswerOption.objects.get(code="no_cover").delete()


def test_a_hub_has_each_label_once_in_any_case():
    hub = make_hub()
    make_scheme("Number Stacks", hub=hub)
    make_scheme("Number Stacks", hub=make_hub("Wolds and Dales"))

    with pytest.raises(IntegrityError), transaction.atomic():
        make_scheme("number stacks", hub=hub)


def test_labels_with_the_same_slug_get_different_codes():
    hub = make_hub()

    codes = [make_scheme(label, hub=hub).code for label in ("A B", "A-B", "A, b")]

    assert codes == [f"a-b-{hub.pk}", f"a-b-{hub.pk}-2", f"a-b-{hub.pk}-3"]


# Typed twice


def typed(text: str, group=None, **fields):
    fields.setdefault("schemes", ["other"])
    return make_place(
        work_group=group or make_work_group(), scheme_other=text, **fields
    )


def test_a_scheme_that_two_people_entered_is_suggested_to_their_hub():
    theirs = make_work_group(hub=make_hub("Wolds and Dales"))
    typed("Number Stacks")
    typed("NUMBER stacks")
    typed("Number Stacks")
    typed("Élan Maths")
    typed("ÉLAN MATHS")
    typed("Only Once")
    typed("Only Once", theirs)

    assert suggested_schemes(make_hub().pk) == [
        SuggestedScheme("Number Stacks", 3),
        SuggestedScheme("Élan Maths", 2),
    ]
    assert suggested_schemes(theirs.hub_id) == []


def test_a_moved_place_counts_as_one_person():
    place = typed("Number Stacks", state="waiting")
    other = make_work_group(project=place.work_group.project)

    staff.move_to_group(
        place, other, at=FRIDAY_5PM, actor=make_staff("hub_lead"), reason="nearer"
    )

    assert suggested_schemes(make_hub().pk) == []


def test_adding_a_scheme_changes_the_places_of_the_hub_to_it():
    hub, other = make_hub(), make_hub("Wolds and Dales")
    first = typed("Number Stacks", schemes=["white_rose", "other"])
    second = typed("number stacks")
    theirs = typed("Number Stacks", make_work_group(hub=other))
    third = typed("Maths Time")
    lead = make_staff("hub_lead")

    scheme = options.add_scheme(hub, "Number Stacks", at=FRIDAY_5PM, actor=lead)

    code = f"number-stacks-{hub.pk}"
    assert (scheme.hub, scheme.code, scheme.kind) == (hub, code, "scheme")
    assert [
        (place.schemes, place.scheme_other)
        for place in Place.objects.filter(
            pk__in=[first.pk, second.pk, theirs.pk, third.pk]
        ).order_by("pk")
    ] == [
        (["white_rose", code], ""),
        ([code], ""),
        (["other"], "Number Stacks"),
        (["other"], "Maths Time"),
    ]
    assert sorted(
        AuditEntry.objects.values_list("action", "object_id", "hub", "actor")
    ) == sorted(
        [
            ("add_scheme", str(scheme.pk), hub.pk, lead.pk),
            ("changed", str(first.pk), hub.pk, lead.pk),
            ("changed", str(second.pk), hub.pk, lead.pk),
        ]
    )


def test_adding_an_existing_scheme_creates_no_second_row():
    hub = make_hub()
    national = AnswerOption.objects.get(code="white_rose")
    own = make_scheme("Number Stacks", hub=hub, in_use=False)
    place = typed("white rose maths")
    lead = make_staff("hub_lead")

    found = [
        options.add_scheme(hub, label, at=FRIDAY_5PM, actor=lead)
        for label in ("White Rose Maths", "number stacks")
    ]

    place.refresh_from_db()
    own.refresh_from_db()
    assert found == [national, own]
    assert own.in_use
    assert (place.schemes, place.scheme_other) == (["white_rose"], "")


# The admin


def test_staff_add_a_suggested_scheme_in_the_admin(signed_in):
    typed("Number Stacks")
    typed("number stacks")
    client = signed_in(make_staff("hub_lead"))

    page = client.get(reverse(LIST)).content.decode()
    answer = client.post(reverse(LIST), {"_add_scheme": "Number Stacks"}, follow=True)

    assert "Number Stacks, 2 people" in page
    assert "is a scheme of your hub now" in answer.content.decode()
    assert AnswerOption.objects.get(label="Number Stacks").hub == make_hub()
    assert Place.objects.filter(scheme_other="").count() == 2


@pytest.mark.parametrize("kind", ["hub_lead", "national"])
def test_suggestions_of_another_hub_are_neither_shown_nor_added(signed_in, kind):
    theirs = make_work_group(hub=make_hub("Wolds and Dales"))
    typed("Number Stacks", theirs)
    typed("Number Stacks", theirs)
    client = signed_in(make_staff(kind))

    page = client.get(reverse(LIST)).content.decode()
    client.post(reverse(LIST), {"_add_scheme": "Number Stacks"})

    assert "Number Stacks" not in page
    assert not AnswerOption.objects.filter(label="Number Stacks").exists()


def test_a_hub_writes_its_own_options_and_reads_the_national_ones(signed_in):
    client = signed_in(make_staff("hub_lead"))
    data = {"kind": "scheme", "label": "Number Stacks", "in_use": "on", "order": 50}
    national = AnswerOption.objects.get(code="own")

    client.post(reverse("admin:recruitment_answeroption_add"), data)
    client.post(
        reverse("admin:recruitment_answeroption_change", args=[national.pk]),
        {**data, "label": "Theirs now"},
    )

    national.refresh_from_db()
    made = AnswerOption.objects.get(label="Number Stacks")
    assert (made.hub, national.label) == (make_hub(), "our school's own")


def test_option_labels_include_those_of_the_hub_and_the_national_ones():
    hub, other = make_hub(), make_hub("Wolds and Dales")
    own = make_scheme("Number Stacks", hub=hub, in_use=False)
    theirs = make_scheme("Elsewhere Maths", hub=other)

    words = option_labels([hub.pk])

    assert words[own.code] == "Number Stacks"
    assert words["white_rose"] == "White Rose Maths"
    assert theirs.code not in words
