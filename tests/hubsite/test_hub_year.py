"""The hub's year on one page: dated lines that link to what does them."""

from datetime import date

import pytest

from evaluation.models import Report
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_national import second_year
from tests.pages import one_line
from workgroups import hub_year
from workgroups.models import AuditEntry, HubArea, YearDate

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return factories.make_staff("hub_administrator")


def page_of(staff, query=""):
    return client_of(staff).get(f"/admin/year/{query}")


def lines_of(staff, query=""):
    return [
        (line.on, line.words, line.url, line.missing, line.edit_url)
        for line in page_of(staff, query).context["lines"]
    ]


def make_date(name, on, hub=None, **fields):
    fields.setdefault("start_year", 2026)
    return YearDate.objects.create(
        hub=hub or factories.make_hub(), name=name, on=on, **fields
    )


def change(row):
    return f"/admin/workgroups/yeardate/{row.pk}/change/"


def test_a_hub_that_has_nothing_reads_what_is_missing(staff):
    hub = factories.make_hub()

    assert lines_of(staff) == [
        (
            date(2026, 9, 1),
            "Local authorities that we work in",
            f"/admin/workgroups/hub/{hub.pk}/change/",
            "none for 2026/27 yet",
            "",
        ),
        (
            date(2026, 9, 1),
            "Projects of the year",
            f"/admin/workgroups/project/?hub={hub.pk}&start_year=2026",
            "none for 2026/27 yet",
            "",
        ),
        (
            date(2027, 8, 31),
            "Evaluation of the year",
            "/evaluations/add/",
            "none is begun",
            "",
        ),
    ]


def test_each_line_says_what_is_missing_until_it_is_done(staff):
    hub = factories.make_hub()
    HubArea.objects.create(
        hub=hub, local_authority=factories.make_authority(), start_year=2026
    )
    group = factories.make_work_group()
    factories.make_work_group(project=group.project)
    factories.make_work_group(start_year=2027, made_from=group)
    factories.make_work_group(cancelled_on=FRIDAY)
    factories.make_work_group(retired_on=FRIDAY)
    first = factories.make_evaluation(title="Primary")
    second = factories.make_evaluation(title="Secondary")
    for evaluation, state in ((first, "done"), (second, "failed")):
        Report.objects.create(
            hub=hub,
            evaluation=evaluation,
            version=1,
            requested_at=FRIDAY_5PM,
            state=state,
        )

    last_day = date(2027, 8, 31)
    assert [(on, words, missing) for on, words, _, missing, _ in lines_of(staff)] == [
        (date(2026, 9, 1), "Local authorities that we work in", ""),
        (date(2026, 9, 1), "Projects of the year", ""),
        (
            date(2027, 3, 1),
            "Next year’s groups, 2027/28",
            "1 group has none of 2027/28 yet",
        ),
        (last_day, "Evaluation: Primary", ""),
        (last_day, "Evaluation: Secondary", "no report yet"),
    ]
    urls = [url for _, _, url, _, _ in lines_of(staff)]
    assert urls[2] == (f"/admin/workgroups/workgroup/next-year/?hub={hub.pk}&of=2026")
    assert urls[3:] == [f"/evaluations/{each.pk}/" for each in (first, second)]


def test_next_years_groups_are_all_made(staff):
    group = factories.make_work_group()
    factories.make_work_group(start_year=2027, made_from=group)

    lines = {words: missing for _, words, _, missing, _ in lines_of(staff)}

    assert lines["Next year’s groups, 2027/28"] == ""


def test_people_of_last_year_stand_with_the_list_of_those_who_are_not_back(staff):
    hub = factories.make_hub()
    second_year(hub, back=2, lost=3, put_off=1)
    second_year(factories.make_hub("Bexley Hub"), back=0, lost=9)

    (line,) = [line for line in lines_of(staff) if "is back" in line[1]]

    url = f"/admin/recruitment/place/?task=not-back&hub={hub.pk}&of=2026"
    assert line == (
        date(2026, 10, 31),
        "Who of 2025/26 is back",
        url,
        "3 people are not back",
        "",
    )
    assert client_of(staff).get(url).context["cl"].result_count == 3


def test_everybody_of_last_year_is_back(staff):
    second_year(factories.make_hub(), back=1, lost=0)

    (line,) = [line for line in lines_of(staff) if "is back" in line[1]]

    assert (line[2].split("&")[0], line[3]) == (
        "/admin/recruitment/place/?task=back",
        "",
    )


def test_own_dates_stand_in_their_place_and_lead_to_what_does_them(staff):
    hub = factories.make_hub()
    board = make_date("Autumn board", date(2026, 11, 20), kind="board")
    owed = make_date("Return", date(2026, 11, 19), kind="return", done_on=FRIDAY)
    other = make_date("Party", date(2026, 11, 21), kind="other")
    make_date("Theirs", date(2026, 11, 20), factories.make_hub("Bexley Hub"))
    make_date("Later", date(2027, 11, 20), start_year=2027)

    own = [line for line in lines_of(staff) if line[0].month == 11]

    places = f"/admin/recruitment/place/?hub={hub.pk}&start_year=2026"
    assert own == [
        (owed.on, "Return", places, "", change(owed)),
        (board.on, "Autumn board", "/evaluations/", "not done yet", change(board)),
        (other.on, "Party", change(other), "not done yet", change(other)),
    ]
    for _, _, url, *_ in own:
        assert client_of(staff).get(url).status_code == 200


def test_the_page_says_what_was_due_and_how_much_is_missing(staff):
    make_date("<b>Board</b>", date(2026, 10, 15))
    make_date("Today", FRIDAY)

    page = page_of(staff)
    text = one_line(page.content.decode())

    assert "Something is missing in 5 of 5 lines." in text
    assert "Thu 15 Oct 2026" in text
    assert "&lt;b&gt;Board&lt;/b&gt;</a>" in text
    # what is due today is not late
    assert text.count("<strong>not done yet</strong> (its day has passed)") == 1
    assert "<h1>The year 2026/27 of London South East+</h1>" in text


def test_a_year_without_anything_missing_says_so(staff, monkeypatch):
    line = hub_year.YearLine(FRIDAY, "Done", "/admin/")
    monkeypatch.setattr(hub_year, "_sources", [lambda asked: [line]])

    text = one_line(page_of(staff).content.decode())

    assert "Nothing is missing." in text
    assert "✓ nothing" in text


def test_another_app_enters_its_lines_once(staff, monkeypatch):
    asked_for = []

    def source(asked):
        asked_for.append((asked.hub_id, asked.year))
        return [hub_year.YearLine(FRIDAY, "Roll-over", "/admin/")]

    monkeypatch.setattr(hub_year, "_sources", [])
    hub_year.add_lines(source)
    hub_year.add_lines(source)

    assert [line[1] for line in lines_of(staff, "?of=2027")] == ["Roll-over"]
    assert asked_for == [(factories.make_hub().pk, 2027)]


def test_a_year_is_chosen_by_its_address(staff):
    make_date("Later", date(2027, 11, 20), start_year=2027)

    page = page_of(staff, "?of=2027")

    assert "Later" in [line.words for line in page.context["lines"]]
    assert page.context["years"] == [
        (2025, "2025/26"),
        (2026, "2026/27"),
        (2027, "2027/28"),
    ]
    text = one_line(page.content.decode())
    hub = factories.make_hub()
    assert f'<a href="?hub={hub.pk}&amp;of=2026">2026/27</a>' in text
    assert (
        f"/admin/workgroups/yeardate/add/?hub={hub.pk}&amp;start_year=2027%2F28" in text
    )


def test_staff_of_two_hubs_read_the_year_of_the_hub_in_the_address(staff):
    bexley = factories.make_hub("Bexley Hub")
    factories.give_role(staff, "hub_lead", hub=bexley)
    make_date("Ours", date(2026, 11, 20))
    make_date("Theirs", date(2026, 11, 20), bexley)

    words = [line[1] for line in lines_of(staff, f"?hub={bexley.pk}")]

    assert "Theirs" in words
    assert "Ours" not in words


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_needs_as_many_statements_for_any_number_of_rows(
    staff, data_statements, count
):
    for number in range(count):
        make_date(f"Board {number}", date(2026, 11, 20))
        factories.make_evaluation(title=f"E{number}")
        factories.make_work_group()
        factories.make_hub(f"Hub {number}", slug=f"hub-{number}")
    client = client_of(staff)

    with data_statements(at_most=9) as found:
        client.get("/admin/year/")

    assert len(found) == 9


@pytest.mark.parametrize("kind", ["national", "evaluator", "work_group_lead"])
def test_nobody_else_opens_the_page(kind):
    assert page_of(factories.make_staff(kind)).status_code == 403


def test_setting_up_leads_to_the_page(staff):
    text = one_line(client_of(staff).get("/admin/setting-up/").content.decode())

    assert '<a href="/admin/year/">The hub’s year</a>' in text


def test_a_date_is_added_changed_and_deleted_in_the_admin(staff):
    client = client_of(staff)
    add = "/admin/workgroups/yeardate/add/?start_year=2026%2F27"
    typed = {
        "name": "Board",
        "kind": "board",
        "on": "2026-11-20",
        "start_year": "2026/27",
        "done_on": "",
    }
    assert 'value="2026/27"' in client.get(add).content.decode()

    client.post(add, typed)

    row = YearDate.objects.get()
    assert (row.hub, row.start_year, row.on) == (
        factories.make_hub(),
        2026,
        date(2026, 11, 20),
    )
    client.post(f"/admin/workgroups/yeardate/{row.pk}/delete/", {"post": "yes"})
    assert not YearDate.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", "object_type")
    assert list(actions) == [
        ("added", "workgroups.yeardate"),
        ("deleted", "workgroups.yeardate"),
    ]
