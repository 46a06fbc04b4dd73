"""The national team's counts of every hub, of one hub's groups, and both as files."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import FRIDAY
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

FEW = "too few to show"
HEADINGS = [
    "Groups",
    "Target",
    "Secured",
    "Waiting",
    "Not confirmed in time",
    "Came to a session",
    "Last year’s people",
    "Back this year",
    "Registers owed",
    "Feedback answers",
]
NOTHING = [0, "none", 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.fixture
def national(signed_in):
    return signed_in(factories.make_staff("national"))


def fill(group, *, came=0, away=0, waiting=0, lapsed=0):
    """People in a group; those who came were at a session last week."""
    session = factories.make_session(group, on=FRIDAY - timedelta(days=7))
    for number in range(came + away):
        place = factories.make_place(work_group=group)
        if number < came:
            factories.mark_present(place, session)
    for state, count in (("waiting", waiting), ("lapsed", lapsed)):
        for _ in range(count):
            factories.make_place(state, work_group=group)
    return session


def answer(group, session, number):
    form = factories.make_form(group, session=session)
    for _ in range(number):
        factories.make_response(form)


def second_year(hub, *, back, lost, put_off=0):
    """People of 2025/26 who could go on, with their places of 2026/27."""
    programme = factories.make_programme(hub)
    stages = [factories.make_stage(programme) for _ in range(2)]
    before, now = (
        factories.make_work_group(
            project=factories.make_project(stage, start_year=year)
        )
        for stage, year in zip(stages, (2025, 2026), strict=True)
    )
    for number in range(back + lost + put_off):
        first = factories.make_place("completed", work_group=before)
        reach(first, "confirmed", date(2025, 10, 1))
        if number < back + put_off:
            state = "confirmed" if number < back else "deferred"
            second = factories.make_place(
                state, work_group=now, participant=first.participant
            )
            reach(second, state, date(2026, 9, 10))
    return now


def reach(place, state, on):
    at = factories.FRIDAY_5PM.replace(year=on.year, month=on.month, day=on.day)
    place.events.create(hub=place.hub, to_state=state, at=at)


def rows_of(national, path="/national/", key="hubs"):
    context = national.get(path).context
    name = {"hubs": lambda row: row.hub.name, "groups": lambda row: row.group.title}
    return {name[key](row): row.cells for row in context[key]}


def groups_of(national, hub):
    return rows_of(national, f"/national/hubs/{hub.slug}/", "groups")


def test_a_hub_stands_with_the_counts_of_its_running_groups_of_the_year(national):
    hub, other = factories.make_hub(), factories.make_hub("Bexley Hub")
    group = factories.make_work_group(hub=hub, target=30)
    session = fill(group, came=12, away=5, waiting=5, lapsed=6)
    fill(factories.make_work_group(hub=hub, target=10), away=7)
    fill(factories.make_work_group(hub=hub), away=1)
    gone = factories.make_place("withdrawn", work_group=group)
    factories.mark_present(gone, session)
    answer(group, session, 6)
    second_year(hub, back=6, lost=7, put_off=8)
    fill(factories.make_work_group(hub=hub, cancelled_on=FRIDAY, target=9), away=9)
    fill(factories.make_work_group(hub=hub, start_year=2025), came=8)

    # 12 + 5 + 7 + 1 places, and 6 of those who are back; three registers of groups
    assert rows_of(national) == {
        hub.name: [4, 40, 31, 5, 6, 12, 13, 6, 2, 6],
        other.name: NOTHING,
    }
    assert national.get("/national/").context["headings"] == HEADINGS


def test_another_year_is_chosen_by_its_address(national):
    hub = factories.make_hub()
    fill(factories.make_work_group(hub=hub, start_year=2025, target=9), away=5)
    fill(factories.make_work_group(hub=hub), away=8)

    page = national.get("/national/?of=2025")

    assert [row.cells[:3] for row in page.context["hubs"]] == [[1, 9, 5]]
    assert page.context["years"] == [(2026, "2026/27"), (2025, "2025/26")]
    assert "<h1>All hubs, 2025/26</h1>" in page.content.decode()
    shown = '<a href="?of=2025" aria-current="page">2025/26</a>'
    assert shown in one_line(page.content.decode())
    opens = f'href="/national/hubs/{hub.slug}/?of=2025"'
    assert opens in page.content.decode()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"away": 4, "waiting": 4, "lapsed": 4}, [FEW, FEW, FEW, FEW]),
        ({"away": 5, "waiting": 5, "lapsed": 5}, [5, 5, 5, FEW]),
        ({"came": 10}, [10, 0, 0, 10]),
        ({"came": 9}, [9, 0, 0, FEW]),
        ({"came": 6, "away": 4}, [10, 0, 0, FEW]),
        ({"came": 5, "away": 5}, [10, 0, 0, 5]),
        ({"came": 4, "away": 6}, [10, 0, 0, FEW]),
    ],
)
def test_no_count_of_a_hub_reveals_a_few_people(national, counts, shown):
    fill(factories.make_work_group(), **counts)

    (row,) = rows_of(national).values()

    assert row[2:6] == shown


@pytest.mark.parametrize(
    ("back", "lost", "shown"),
    [(5, 5, [10, 5]), (4, 6, [FEW, FEW]), (6, 4, [FEW, FEW]), (9, 0, [FEW, FEW])],
)
def test_who_is_back_is_shown_where_it_reveals_no_few(national, back, lost, shown):
    second_year(factories.make_hub(), back=back, lost=lost)

    (row,) = rows_of(national).values()

    assert row[6:8] == shown


def test_a_hub_may_show_fewer_counts_than_others(national):
    hub = factories.make_hub(smallest_count=8)
    group = factories.make_work_group(hub=hub)
    answer(group, fill(group, away=7, waiting=8), 7)

    (row,) = rows_of(national).values()

    assert [row[2], row[3], row[9]] == [FEW, 8, FEW]


def test_a_register_is_owed_until_it_is_taken_and_of_sessions_that_were_held(national):
    hub = factories.make_hub()
    owing, taken, empty = (factories.make_work_group(hub=hub) for _ in range(3))
    fill(owing, away=5)
    factories.make_session(owing, on=FRIDAY - timedelta(days=8))
    factories.make_session(owing, on=FRIDAY + timedelta(days=8))
    called_off = factories.make_session(owing, on=FRIDAY - timedelta(days=9))
    type(called_off).objects.filter(pk=called_off.pk).update(
        called_off_at=factories.FRIDAY_5PM
    )
    fill(taken, came=1)
    fill(empty)

    assert {name: row[4] for name, row in groups_of(national, hub).items()} == {
        owing.title: 2,
        taken.title: 0,
        empty.title: 0,
    }
    assert rows_of(national)[hub.name][8] == 2


def test_a_hub_opens_to_the_counts_of_its_groups(national):
    hub, bexley = factories.make_hub(), factories.make_hub("Bexley Hub")
    group = factories.make_work_group("Greenwich", hub=hub, target=20)
    answer(group, fill(group, came=12, away=6, waiting=5), 9)
    fill(factories.make_work_group("Eltham", hub=hub, local_authority=None), away=6)
    fill(factories.make_work_group("Theirs", hub=bexley), away=9)
    factories.make_work_group("Off", hub=hub, cancelled_on=FRIDAY)
    factories.make_work_group("Before", hub=hub, start_year=2025)

    page = national.get(f"/national/hubs/{hub.slug}/")

    assert [(row.group.title, row.cells) for row in page.context["groups"]] == [
        ("Eltham", ["none", 6, 0, FEW, 1, 0]),
        ("Greenwich", [20, 18, 5, FEW, 0, 9]),
    ]
    text = one_line(page.content.decode())
    assert f"<h1>{hub.name}, 2026/27</h1>" in text
    assert 'Eltham</a> <span class="beneath">whole hub</span>' in text
    assert '<a href="mailto:hub@example.org">hub@example.org</a>' in text
    assert 'data-label="Secured">18</td>' in text


def test_the_count_of_a_group_never_follows_from_the_others(national):
    hub = factories.make_hub()
    for name, count in (("A", 3), ("B", 6), ("C", 9)):
        fill(factories.make_work_group(name, hub=hub), away=count, waiting=count)

    rows = groups_of(national, hub)

    assert [rows[name][1] for name in "ABC"] == [FEW, FEW, 9]
    assert [rows[name][2] for name in "ABC"] == [FEW, FEW, 9]
    assert rows_of(national)[hub.name][2:4] == [18, 18]


def test_who_came_is_hidden_with_a_hidden_number_of_places(national):
    hub = factories.make_hub()
    fill(factories.make_work_group("A", hub=hub), came=3)
    fill(factories.make_work_group("B", hub=hub), came=12)
    fill(factories.make_work_group("C", hub=hub), came=14)

    rows = groups_of(national, hub)

    assert [rows[name][1] for name in "ABC"] == [FEW, FEW, 14]
    assert [rows[name][3] for name in "ABC"] == [FEW, FEW, 14]


def test_who_came_is_hidden_where_the_places_are_hidden_for_another_group(national):
    """C hides who came of itself, so only its hidden places hide who came of B."""
    hub = factories.make_hub()
    fill(factories.make_work_group("A", hub=hub), came=3)
    fill(factories.make_work_group("B", hub=hub), came=12)
    fill(factories.make_work_group("C", hub=hub), came=10, away=4)

    rows = groups_of(national, hub)

    assert [rows[name][1] for name in "ABC"] == [FEW, FEW, 14]
    assert [rows[name][3] for name in "ABC"] == [FEW, FEW, FEW]


def test_answers_of_a_group_do_not_follow_from_those_of_the_hub(national):
    hub = factories.make_hub(smallest_count=6)
    for name, count in (("A", 5), ("B", 7), ("C", 9)):
        group = factories.make_work_group(name, hub=hub)
        answer(group, fill(group), count)

    rows = groups_of(national, hub)

    assert [rows[name][5] for name in "ABC"] == [FEW, FEW, 9]


def test_a_hub_without_groups_says_so(national):
    hub = factories.make_hub()

    text = national.get(f"/national/hubs/{hub.slug}/?of=2025").content.decode()

    assert f"No group of {hub.name} runs in 2025/26." in text
    assert "<table" not in text


def test_what_somebody_typed_is_never_markup(national):
    hub = factories.make_hub("<b>Hub</b>", slug="hub", contact_name="<i>M</i>")
    factories.make_work_group("<b>Group</b>", hub=hub)

    for path in ("/national/", "/national/hubs/hub/"):
        text = national.get(path).content.decode()
        assert "<b>" not in text
        assert "<i>" not in text
        assert "&lt;b&gt;Hub&lt;/b&gt;" in text


@pytest.mark.parametrize("hubs", [1, 40])
def test_the_pages_need_as_many_statements_for_any_number_of_hubs(
    national, data_statements, hubs
):
    for number in range(hubs):
        hub = factories.make_hub(f"Hub {number}", slug=f"hub-{number}")
        fill(factories.make_work_group(hub=hub), came=1, waiting=1)

    with data_statements(at_most=10) as all_hubs:
        national.get("/national/")
    with data_statements(at_most=10) as one_hub:
        national.get("/national/hubs/hub-0/")

    assert (len(all_hubs), len(one_hub)) == (10, 9)


@pytest.mark.parametrize("groups", [3, 60])
def test_a_hub_needs_as_many_statements_for_any_number_of_groups(
    national, data_statements, groups
):
    for _ in range(groups):
        fill(factories.make_work_group(), came=1)

    with data_statements(at_most=10) as found:
        national.get(f"/national/hubs/{factories.make_hub().slug}/")

    assert len(found) == 10


@pytest.mark.parametrize("kind", ["hub_lead", "evaluator", "work_group_lead"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/national/"),
        ("get", "/national/hubs/london-south-east-plus/"),
        ("get", "/national/add-hub/"),
        ("post", "/national/add-hub/"),
        ("post", "/national/export/"),
        ("post", "/national/hubs/london-south-east-plus/export/"),
    ],
)
def test_nobody_else_opens_the_pages(signed_in, kind, method, path):
    client = signed_in(factories.make_staff(kind))

    assert getattr(client, method)(path).status_code == 403


def test_the_hubs_are_exported_as_they_are_shown(national):
    hub = factories.make_hub()
    fill(factories.make_work_group(hub=hub, target=30), away=7, waiting=2)

    file = national.post("/national/export/?of=2026", {"format": "csv"})

    heads, line = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert file["Content-Disposition"] == 'attachment; filename="hubs-2026.csv"'
    assert heads == ",".join(["Hub", *HEADINGS])
    assert line == f"{hub.name},1,30,7,{FEW},0,{FEW},0,0,1,0"
    entry = AuditEntry.objects.get(action="exported as csv")
    assert (entry.hub, entry.object_type, entry.object_id, entry.reason) == (
        None,
        "workgroups.hub",
        "",
        "1 rows",
    )
    assert entry.fields == (
        "answers, back, came, groups, hub, lapsed, last_years, registers_owed, "
        "secured, target, waiting"
    )


def test_the_groups_of_a_hub_are_exported_as_they_are_shown(national):
    hub = factories.make_hub("Bexley Hub")
    fill(factories.make_work_group("=Eltham", hub=hub), away=7)
    fill(factories.make_work_group("Other", hub=factories.make_hub("Other")), away=7)

    file = national.post(f"/national/hubs/{hub.slug}/export/", {"format": "csv"})

    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert file["Content-Disposition"] == 'attachment; filename="bexley-hub-2026.csv"'
    assert lines == [
        "Work group,Local authority,Target,Secured,Waiting,Came to a session,"
        "Registers owed,Feedback answers",
        f"'=Eltham,Lewisham,none,7,0,{FEW},1,0",
    ]
    entry = AuditEntry.objects.get(action="exported as csv")
    assert (entry.hub, entry.object_id) == (hub, str(hub.pk))


def test_a_workbook_says_what_it_holds(national):
    file = national.post("/national/export/?of=2025", {"format": "xlsx"})

    assert file["Content-Disposition"] == 'attachment; filename="hubs-2025.xlsx"'
    assert AuditEntry.objects.filter(action="exported as xlsx").count() == 1
    with zipfile.ZipFile(io.BytesIO(b"".join(file))) as book:
        text = "".join(book.read(name).decode() for name in book.namelist())
    assert re.findall(r"20\d\d/\d\d", text) == ["2025/26"]


def test_an_unknown_format_is_not_found_and_keeps_no_entry(national):
    answer = national.post("/national/export/", {"format": "pdf"})

    assert answer.status_code == 404
    assert AuditEntry.objects.count() == 0
