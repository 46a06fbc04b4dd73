"""Certificates of attendance: whose, what they say, and what is said before."""

import io
from datetime import UTC, datetime, time, timedelta

import pytest
from pypdf import PdfReader

from evaluation.reports import certificates as drawing
from recruitment.models import Attendance, Place
from recruitment.queries import certificates
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_place,
    make_staff,
    make_user,
    mark_present,
)
from tests.pages import one_line
from tests.recruitment.completion_cases import group_over, let_change, person_in
from tests.recruitment.test_my_places import signed_in_as
from workgroups.models import CommonPlan, Framework, FrameworkSection

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def completed(group, marks="pppp", **fields):
    fields.setdefault("first_name", "Ada")
    fields.setdefault("last_name", "Brook")
    place = person_in(group, marks, "completed", **fields)
    Place.objects.filter(pk=place.pk).update(completion_decided_at=FRIDAY_5PM)
    return place


def pages_of(content) -> list[str]:
    return [
        " ".join(page.extract_text().split()).replace("\u200b", "")
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def own_page(place, client=None):
    client = client or signed_in_as(place)
    return client.get(f"/my/places/{place.pk}/certificate/")


def serve(group, number, *sections):
    """Let the common plan of a session serve sections of a framework, by number."""
    framework, _ = Framework.objects.get_or_create(
        short_name="XF", defaults={"name": "X", "from_on": FRIDAY.replace(year=2036)}
    )
    plan = CommonPlan.objects.create(
        hub=group.hub, project=group.project, number=number
    )
    for section in sections:
        row, _ = FrameworkSection.objects.get_or_create(
            framework=framework, number=section, defaults={"title": f"Title {section}"}
        )
        plan.sections.add(row)


def test_what_a_certificate_says():
    group = group_over("1", "0.5", "0.25", "0.25", title="SKTM Lewisham")
    other = group_over(project=group.project)
    serve(group, 1, 2, 3)
    serve(group, 3, 4)
    place = completed(group, "pa.e")
    elsewhere = other.sessions.get(number=2)
    elsewhere.on = FRIDAY - timedelta(days=2)
    elsewhere.save()
    mark_present(place, elsewhere)
    listed = completed(group, "l...", last_name="Cole")
    Place.objects.filter(pk=listed.pk).update(completion_decided_at=None)
    person_in(group, "pppp", "not_completed")
    person_in(group, "pppp", "confirmed")
    completed(group, "aaas")

    first, second = certificates.certificates_of(group)

    stage = group.project.stage
    assert first == certificates.Certificate(
        name="Ada Brook",
        programme=stage.programme.name,
        stage=stage.name,
        group="SKTM Lewisham",
        hub="London South East+",
        year="2026/27",
        attended="1¾ days",
        dates=["18 September 2026", "9 October 2026", "14 October 2026"],
        sections=["2 Title 2", "3 Title 3"],
        decided_on="16 October 2026",
    )
    assert (second.name, second.attended, second.decided_on) == (
        "Ada Cole",
        "1 day",
        "",
    )


def test_a_place_that_may_still_change_has_no_certificate():
    group = group_over()
    completed(group, last_name="Cole")
    let_change(completed(group))

    assert [each.name for each in certificates.certificates_of(group)] == ["Ada Cole"]


def test_certificates_are_in_the_order_of_names_and_one_day_stands_once():
    group = group_over()
    group.sessions.filter(number=2).update(on=group.sessions.get(number=1).on)
    for first_name, last_name in (("Cy", "Brook"), ("Ada", "Cole"), ("Bo", "Brook")):
        completed(group, first_name=first_name, last_name=last_name)

    found = certificates.certificates_of(group)

    assert [each.name for each in found] == ["Bo Brook", "Cy Brook", "Ada Cole"]
    assert found[0].dates == ["18 September 2026", "2 October 2026", "9 October 2026"]


def test_a_certificate_says_to_which_days_a_deputy_came():
    group = group_over()
    completed(group, "pp..")
    Attendance.objects.filter(session__number=2).update(deputy="Pat Oak")

    [found] = certificates.certificates_of(group)

    assert found.dates == [
        "18 September 2026",
        "25 September 2026 (Pat Oak came instead)",
    ]


def test_the_day_of_a_certificate_is_the_one_in_london():
    place = completed(group_over())
    late = datetime(2026, 10, 16, 23, 30, tzinfo=UTC)  # half past midnight there
    Place.objects.filter(pk=place.pk).update(completion_decided_at=late)

    [found] = certificates.certificates_of(place.work_group)

    assert found.decided_on == "17 October 2026"


def test_a_session_that_was_called_off_is_on_no_certificate():
    group = group_over()
    completed(group)
    group.sessions.filter(number=1).update(called_off_at=FRIDAY_5PM)

    [found] = certificates.certificates_of(group)

    assert (found.attended, found.dates[0]) == ("¾ day", "25 September 2026")


def test_the_page_without_a_certificate_names_the_group_and_whom_to_write_to():
    place = person_in(group_over(title="SKTM <Lewisham>"), "....", "completed")
    office = place.hub.contact_email

    page = own_page(place).content.decode()

    assert "<strong>SKTM &lt;Lewisham&gt;</strong>" in page
    assert f'<a href="mailto:{office}">{office}</a>' in page


def test_a_hub_may_prefer_hours():
    group = group_over()
    group.sessions.filter(number=2).update(starts=time(16), ends=time(17, 30))
    group.hub.certificates_in_hours = True
    completed(group, "ppa.")

    [found] = certificates.certificates_of(group)

    assert found.attended == "3 hours 30 minutes"


def test_a_participant_has_their_own_certificate_as_a_file():
    group = group_over(title="SKTM Łódź")
    place = completed(group, first_name="Zoë", last_name="Nguyễn-O’Brien *b* #x")
    completed(group, last_name="Another")

    answer = own_page(place)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''SKTM-%C5%81%C3%B3d%C5%BA-certificate.pdf"
    )
    [page] = pages_of(answer.content)
    assert page == (
        "London South East+ Certificate of attendance Zoë Nguyễn-O’Brien *b* #x "
        f"completed {place.programme.name}, {place.stage.name}, in 2026/27 "
        "with the work group SKTM Łódź. Attended: 1 day • 18 September 2026 "
        "• 25 September 2026 • 2 October 2026 • 9 October 2026 Completed on "
        "16 October 2026, as the attendance registers say. London South East+"
    )
    reader = PdfReader(io.BytesIO(answer.content))
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize(
    "name",
    [
        "Αθηνά Παπαδοπούλου",
        "Ольга Шевченко",
        "שרה כהן",
        "王小明",
        "A🎉B",
        "‮right to left",
        "W" * 100,
        "Ñandú " * 16,
    ],
)
def test_any_name_stands_on_one_page(name):
    group = group_over(*("0.25",) * 8, title="Long title " * 18, slug="long")
    serve(group, 1, *range(1, 9))
    completed(group, "pppppppp", first_name=name, last_name=name)

    content = drawing.render(certificates.certificates_of(group), at=FRIDAY_5PM)

    assert len(pages_of(content)) == 1
    assert "9 October 2026" in pages_of(content)[0]


def test_greek_and_cyrillic_names_are_drawn_as_typed():
    group = group_over()
    completed(group, first_name="Αθηνά", last_name="Шевченко")

    content = drawing.render(certificates.certificates_of(group), at=FRIDAY_5PM)

    assert "Αθηνά Шевченко" in pages_of(content)[0]


def test_nobody_finds_the_certificate_of_another():
    group = group_over()
    place, colleague = completed(group), completed(group, last_name="Cole")
    stranger = completed(group_over(hub=make_hub("Wolds")))

    answers = [own_page(place, signed_in_as(each)) for each in (colleague, stranger)]

    assert [each.status_code for each in answers] == [404, 404]


@pytest.mark.parametrize(
    ("state", "marks", "said"),
    [
        ("confirmed", "pppp", "will be here once the year is over"),
        ("not_completed", "pppp", "You were there for less than the programme asks."),
        ("completed", "....", "have no register of it"),
    ],
)
def test_without_a_certificate_the_page_says_why(state, marks, said):
    place = person_in(group_over(), marks, state)

    answer = own_page(place)

    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert said in one_line(answer.content.decode())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("completed", "Certificate of attendance<span"),
        ("not_completed", "There is no certificate, because you were there for less"),
        ("confirmed", "attendance will be here once your lead or hub has said who"),
    ],
)
def test_my_places_says_where_the_certificate_is(state, said):
    place = person_in(group_over(), "pppp", state)

    page = one_line(signed_in_as(place).get("/my/").content.decode())

    texts = ("Certificate of att", "There is no certificate", "attendance will be here")
    assert said in page
    assert sum(text in page for text in texts) == 1
    assert (f"/my/places/{place.pk}/certificate/" in page) is (state == "completed")


def test_before_the_last_session_my_places_says_nothing_of_it():
    group = group_over()
    group.sessions.filter(number=4).update(
        on=FRIDAY + timedelta(days=7), starts_at=FRIDAY_5PM + timedelta(days=7)
    )
    place = person_in(group, "ppp.")

    assert "ertificate" not in signed_in_as(place).get("/my/").content.decode()


def test_the_lead_has_all_certificates_of_the_group_in_one_file(signed_in):
    lead, group = make_staff("work_group_lead"), group_over(title="SKTM Bexley")
    group.leads.add(lead)
    client = signed_in(lead)
    url = f"/lead/groups/{group.slug}/certificates/"
    assert (
        url not in client.get(f"/lead/groups/{group.slug}/complete/").content.decode()
    )
    nobody = client.get(url, follow=True)
    assert "Nobody in this group has completed the year yet." in (
        nobody.content.decode()
    )
    for name in ("Brook", "Cole", "Dean"):
        completed(group, last_name=name)
    completed(group_over(), last_name="Elsewhere")
    make_place("completed", work_group=group)

    answer = client.get(url)

    assert url in client.get(f"/lead/groups/{group.slug}/complete/").content.decode()
    assert answer["Content-Disposition"] == (
        'attachment; filename="SKTM-Bexley-certificates.pdf"'
    )
    pages = pages_of(answer.content)
    assert [page[45:].partition(" completed")[0] for page in pages] == [
        "Ada Brook",
        "Ada Cole",
        "Ada Dean",
    ]


@pytest.mark.parametrize("kind", ["work_group_lead", "hub_lead", "evaluator"])
def test_the_file_of_another_hub_or_lead_is_not_found(signed_in, kind):
    group = group_over()
    completed(group)
    user = make_user()
    give_role(user, kind, hub=make_hub("Wolds") if kind == "hub_lead" else make_hub())

    answer = signed_in(user).get(f"/lead/groups/{group.slug}/certificates/")

    assert answer.status_code == 404


@pytest.mark.parametrize("people", [1, 4])
def test_all_certificates_take_six_statements(data_statements, people):
    group = group_over()
    serve(group, 1, 2)
    for _ in range(people):
        completed(group)
    group = type(group).objects.listed().get(pk=group.pk)

    with data_statements(at_most=6):
        assert len(certificates.certificates_of(group)) == people
