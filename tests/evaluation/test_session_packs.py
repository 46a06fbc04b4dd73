"""The pack for session 1: what it says, as a page, as PDF and as slides."""

import io
from datetime import date, time, timedelta

import pytest
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from evaluation.reports import session_pack as pdf
from evaluation.reports import slides
from recruitment.queries.other_programmes import OpenGroup, open_beside
from recruitment.queries.session_pack import PackSession, pack_of, providers_of
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_authority,
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_user,
    make_work_group,
)
from tests.pages import one_line
from workgroups.models import CommonPlan, Framework, FrameworkSection, Provider, Wording
from workgroups.models import WorkGroup as Group

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

WHO = "The teaching school hubs near you look after the induction of early career"


def ect_group(hub=None, **fields):
    """A group of the first of two years, with three sessions, two of them planned."""
    programme = make_programme(hub or make_hub(), name="SKTM Primary ECT")
    first = make_stage(programme, order=1, name="ECT 1")
    make_stage(programme, order=2, name="ECT 2")
    fields.setdefault("title", "SKTM ECT Lewisham")
    fields.setdefault("commitment", "Come to every session.\n\nTry something.")
    group = make_work_group(project=make_project(first), **fields)
    make_session(
        group,
        venue="Rose Hill Primary School",
        focus="Variation",
        gap_task="Try one lesson with a colleague",
        between_minutes=30,
    )
    make_session(group, focus="Fluency", mentors_invited="the last half hour")
    make_session(group, starts=time(9), ends=time(12, 30))
    group.leads.add(make_staff("work_group_lead", hub=group.hub))
    return Group.objects.listed().get(pk=group.pk)


def pack(group):
    return pack_of(Group.objects.listed().get(pk=group.pk), at=FRIDAY_5PM)


def slides_of(content):
    """Each slide as its title and its other texts, in order, groups opened."""
    return [
        (slide.shapes.title.text, [text for text in texts_of(slide.shapes) if text][1:])
        for slide in Presentation(io.BytesIO(content)).slides
    ]


def texts_of(shapes):
    for shape in shapes:
        if shape.shape_type == 6:  # a group
            yield from texts_of(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (c.text for row in shape.table.rows for c in row.cells)


def test_what_a_pack_says():
    group = ect_group()
    framework = Framework.objects.create(
        short_name="XF", name="X", from_on=date(2036, 9, 1)
    )
    plan = CommonPlan.objects.create(hub=group.hub, project=group.project, number=2)
    plan.sections.add(
        FrameworkSection.objects.create(framework=framework, number=9, title="Subject")
    )

    found = pack(group)

    assert (found.title, found.stage, found.year, found.leads) == (
        "SKTM ECT Lewisham",
        "ECT 1",
        "2026/27",
        "Robin Marsh",
    )
    assert found.hub == "London South East+"
    assert found.pathway_title == "The pathway over both years"
    assert [(s.stage.name, s.stage.state) for s in found.pathway.spans] == [
        ("ECT 1", "secured"),
        ("ECT 2", "provisional"),
    ]
    assert found.time == (
        "3 sessions, 7 hours 30 minutes in all, and about 30 minutes between them."
    )
    assert found.commitment == ["Come to every session.", "Try something."]
    assert found.sessions[0] == PackSession(
        1,
        "Friday 16 October 2026",
        "4pm to 6pm",
        "Rose Hill Primary School",
        "Variation",
        "Try one lesson with a colleague",
        "",
    )
    assert found.mentors[3:] == [
        "Session 2, 6 November 2026: an invitation to the last half hour"
    ]
    assert found.sections == ["9 Subject: session 2"]
    assert (found.providers, found.open_groups) == ([], [])
    assert found.who_else[0].startswith(WHO)
    assert found.what_else == [
        "Materials for teaching maths, and news of other courses: "
        "https://www.ncetm.org.uk/"
    ]


def test_a_session_that_was_called_off_is_in_no_pack():
    group = ect_group()
    group.sessions.filter(number=1).update(called_off_at=FRIDAY_5PM)

    assert [each.number for each in pack(group).sessions] == [2, 3]


def test_training_providers_have_no_mentors_and_one_year_no_second():
    stage = make_stage(make_programme(audience="itt"))
    group = make_work_group(project=make_project(stage))

    found = pack(group)

    assert found.mentors == []
    assert found.pathway_title == "The pathway"


def test_providers_are_named_once_and_only_from_the_national_list():
    group = ect_group()
    ucl = Provider.objects.create(name="UCL", kind="ecte_lead_provider")
    hub = Provider.objects.create(name="Thames", kind="teaching_school_hub")
    make_place(work_group=group, lead_provider=ucl)
    make_place(work_group=group, lead_provider=ucl, lead_provider_name="Bo Ames")
    make_place(work_group=group, lead_provider_name="My friend Bo Ames", provider=hub)
    other = Provider.objects.create(name="Ambition", kind="ecte_lead_provider")
    make_place("waiting", work_group=group, lead_provider=other)
    make_place(work_group=make_work_group(), lead_provider=other)

    assert providers_of(group) == ["Thames (teaching school hub)", "UCL"]


def test_the_hubs_own_words_stand_in_its_own_packs_alone():
    ours, theirs = ect_group(), ect_group(make_hub("Wolds and Dales"))
    Wording.objects.create(
        hub=ours.hub,
        name="what_else",
        body="## More\n- Ask {contact}.\n- See https://example.org/",
        saved_by=make_user(),
        saved_at=FRIDAY_5PM,
    )

    assert pack(ours).what_else == [
        "More",
        "Ask Morgan Hale.",
        "See https://example.org/",
    ]
    assert len(pack(theirs).what_else) == 1


def other(own, title="Reasoning", *, hub=None, audience="teachers", **fields):
    programme = make_programme(hub or own.hub, name=title, audience=audience)
    fields.setdefault("local_authority", own.local_authority)
    project = make_project(make_stage(programme), start_year=2026)
    return make_work_group(title, project=project, **fields)


def test_open_groups_fit_phase_and_year_and_the_nearest_come_first():
    own = ect_group()
    make_session(other(own, "Here"), on=FRIDAY + timedelta(days=7))
    other(own, "Away", local_authority=make_authority("Bexley"))
    other(own, "Hub", local_authority=None, school_phase="not_applicable")
    other(own, "Same audience", audience="ect", dates_confirmed=False)

    found = open_beside(own, today=FRIDAY, site="https://x.example")

    assert [each.title for each in found] == ["Here", "Same audience", "Hub", "Away"]
    group = Group.objects.get(title="Here")
    assert found[0] == OpenGroup(
        "Here",
        "Lewisham, next on 23 October 2026",
        f"https://x.example/work-groups/{group.slug}/",
    )
    assert found[1].facts == "Lewisham, dates to follow"
    assert found[2].facts == "All of London South East+, dates to follow"


def test_groups_that_do_not_fit_are_left_out():
    own = ect_group()
    make_work_group("Own programme", project=own.project)
    other(own, "Phase", school_phase="secondary")
    other(own, "Trainers", audience="itt")
    other(own, "Not open", opens_on=FRIDAY + timedelta(days=1))
    other(own, "Closed", closes_on=FRIDAY - timedelta(days=1))
    other(own, "Cancelled", cancelled_on=FRIDAY)
    other(own, "Retired", retired_on=FRIDAY)
    other(own, "Another hub", hub=make_hub("Wolds and Dales"))
    Group.objects.filter(pk=other(own, "Last year").pk).update(start_year=2025)

    assert open_beside(own, today=FRIDAY) == []


def test_at_most_six_groups_are_named():
    own = ect_group()
    for number in range(8):
        other(own, f"Group {number}")

    assert len(open_beside(own, today=FRIDAY)) == 6


def test_slides_hold_the_pack_as_text_to_edit():
    group = ect_group()
    other(group, "Reasoning")

    found = slides_of(slides.render(pack(group), at=FRIDAY_5PM))

    assert found[0] == (
        "SKTM ECT Lewisham",
        ["ECT 1, 2026/27\nLed by Robin Marsh\nLondon South East+"],
    )
    assert [title for title, _ in found[1:]] == [
        "The pathway over both years",
        "What it asks of you",
        "Dates",
        "What your mentor gets",
        "Who else works with you",
        "What else is there for you",
    ]
    assert found[2][1] == [
        "3 sessions, 7 hours 30 minutes in all, and about 30 minutes between them.\n"
        "Come to every session.\nTry something."
    ]
    assert found[3][1][:7] == [
        *("When", "Where", "What", "1"),
        "Friday 16 October 2026, 4pm to 6pm",
        *("Rose Hill Primary School", "Variation"),
    ]
    assert found[6][1][0].startswith("Reasoning, Lewisham, dates to follow\nMaterials")


def test_the_pathway_is_drawn_as_shapes():
    content = slides.render(pack(ect_group()), at=FRIDAY_5PM)
    slide = Presentation(io.BytesIO(content)).slides[1]

    [drawn] = [shape for shape in slide.shapes if shape.name == "Pathway"]

    assert [s.name for s in drawn.shapes if not s.name.startswith("TextBox")] == [
        "ECT 1, secured",
        "ECT 2, pencilled in",
        "Then try: Try one lesson with a colleague",
        "Session 1",
        "Session 2",
        "Session 3",
    ]
    assert list(texts_of(drawn.shapes)) == [
        *("ECT 1", "secured", "ECT 2", "pencilled in", "dates to follow"),
        *("", "1", "2", "3"),
    ]
    year_one, year_two = drawn.shapes[0], drawn.shapes[3]
    assert (year_one.line.dash_style, str(year_two.line.dash_style)) == (
        None,
        "DASH (4)",
    )
    assert year_one.line.width == Pt(4)
    assert year_one.begin_x < year_one.end_x == year_two.begin_x < year_two.end_x
    ticks = {s.name: s.begin_x for s in drawn.shapes if s.name.startswith("Session")}
    assert ticks["Session 1"] < ticks["Session 2"] < ticks["Session 3"]
    assert ticks["Session 3"] < year_one.end_x
    described = drawn._element.nvGrpSpPr.cNvPr.get("descr")
    assert described == (
        "The pathway from 16 October 2026 to 31 July 2028: ECT 1, 3 sessions, secured;"
        " ECT 2, 0 sessions, pencilled in."
    )
    assert slide.notes_slide.notes_text_frame.text == described


def test_every_shape_stays_on_its_slide():
    group = ect_group(title="Subject knowledge " * 6, commitment="Come. " * 400)
    for number in range(4, 16):
        make_session(group, on=FRIDAY + timedelta(days=number), focus="Long " * 24)

    file = Presentation(io.BytesIO(slides.render(pack(group), at=FRIDAY_5PM)))

    titles = [slide.shapes.title.text for slide in file.slides]
    assert titles.count("Dates") == 3
    shapes = [shape for slide in file.slides for shape in slide.shapes]
    assert len(shapes) > 10
    for shape in shapes:
        assert shape.left >= 0
        assert shape.left + shape.width <= file.slide_width, shape.name
        assert shape.top + shape.height <= file.slide_height, shape.name


def test_long_texts_go_on_on_a_second_slide():
    assert slides.pages_of(["a" * 300, "b" * 300, "c" * 300, "d"]) == [
        ["a" * 300, "b" * 300],
        ["c" * 300, "d"],
    ]
    assert slides.pages_of([]) == []


def test_files_hold_what_no_format_can_write():
    group = ect_group(title="Maths\x01 & <b>more</b> 数", commitment="Odd \x0b sign")

    told = slides_of(slides.render(pack(group), at=FRIDAY_5PM))
    pages = PdfReader(io.BytesIO(pdf.render(pack(group), at=FRIDAY_5PM))).pages

    assert told[0][0] == "Maths & <b>more</b> 数"
    assert "Maths & <b>more</b>" in pages[0].extract_text()


def test_the_pdf_holds_the_same_and_can_be_read_aloud():
    group = ect_group()
    other(group, "Reasoning")

    reader = PdfReader(io.BytesIO(pdf.render(pack(group), at=FRIDAY_5PM)))

    text = one_line(" ".join(page.extract_text() for page in reader.pages))
    for said in (
        "The pathway over both years",
        "Session 1: Friday 16 October 2026, 4pm to 6pm",
        "Then try: Try one lesson with a colleague",
        "Session 2, 6 November 2026: an invitation to the last half hour",
        "Reasoning, Lewisham, dates to follow",
        "https://www.ncetm.org.uk/",
    ):
        assert said in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in str(reader.xmp_metadata.rdf_root.toxml())


def test_pages_of_the_lead_and_of_nobody_else(client):
    group, foreign = ect_group(), ect_group(make_hub("Wolds and Dales"))
    second = make_work_group(project=group.project)
    client.force_login(group.leads.get())
    here = f"/lead/groups/{group.slug}/"

    page = one_line(client.get(f"{here}pack/").content.decode())
    files = [client.get(f"{here}pack/{kind}/") for kind in ("pdf", "pptx")]

    assert "<h1>SKTM ECT Lewisham</h1>" in page
    assert "Then try: Try one lesson with a colleague" in page
    assert f'href="{here}pack/pptx/"' in page
    assert f'href="{here}pack/"' in client.get(here).content.decode()
    assert [file["Content-Disposition"] for file in files] == [
        'attachment; filename="SKTM-ECT-Lewisham-session-1-pack.pdf"',
        'attachment; filename="SKTM-ECT-Lewisham-session-1-pack.pptx"',
    ]
    assert [file.content[:4] for file in files] == [b"%PDF", b"PK\x03\x04"]
    assert client.get(f"{here}pack/docx/").status_code == 404
    for slug in (second.slug, foreign.slug):
        for tail in ("", "pdf/", "pptx/"):
            assert client.get(f"/lead/groups/{slug}/pack/{tail}").status_code == 404
    client.force_login(make_staff("evaluator", hub=group.hub))
    assert client.get(f"{here}pack/").status_code == 404


def test_people_are_in_no_pack():
    group = ect_group()
    make_place(
        work_group=group, participant=make_participant(group.hub, last_name="Zqxj")
    )

    assert "Zqxj" not in str(pack(group))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pack_takes_a_fixed_number_of_statements(rows, django_assert_num_queries):
    group = ect_group()
    provider = Provider.objects.create(name="UCL", kind="ecte_lead_provider")
    for number in range(rows):
        make_session(group)
        make_place(work_group=group, lead_provider=provider)
        other(group, f"Group {number}")

    listed = Group.objects.listed().get(pk=group.pk)

    with django_assert_num_queries(8):
        pack_of(listed, at=FRIDAY_5PM)
