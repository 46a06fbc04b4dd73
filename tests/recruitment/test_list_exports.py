"""Files of lists that the worker makes: whose rows, what they say, and who has them."""

from datetime import date, timedelta

import pytest
from django.core import mail

from recruitment import delivery
from recruitment.admin import list_exports
from recruitment.admin.list_exports import make_list_export
from recruitment.models import Email
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_staff,
)
from tests.saved_lists import (
    NAMES,
    file_of,
    fill_two_hubs,
    make_export,
    make_saved_list,
    page_of,
)
from workgroups import export_files
from workgroups.models import AuditEntry, ListExport, Role

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return fill_two_hubs()


@pytest.fixture
def staff(hub):
    return make_staff("hub_lead", hub=hub, name="Robin Marsh")


def test_a_file_has_the_rows_of_its_hub_and_the_columns_asked_for(hub, staff):
    export = make_export(staff, hub=hub, columns=NAMES, query="o=1")

    assert make_list_export(export.pk, at=FRIDAY_5PM)

    listed, about = file_of(export)
    assert listed == [
        ["Surname", "State"],
        ["Londo 1", "secured"],
        ["Londo 2", "secured"],
    ]
    assert about == [
        ["List", "Places"],
        ["Hub", "London South East+"],
        ["Exported on", "46311.70833333334"],
        ["Exported by", "Robin Marsh"],
        ["Filter", "none"],
        ["Rows", "2"],
    ]
    assert (export.state, export.total, export.done) == ("done", 2, 2)
    assert export.expires_at - export.finished_at == timedelta(days=7)
    entry = AuditEntry.objects.get(action="exported as xlsx")
    assert (entry.actor, entry.hub, entry.reason) == (staff, hub, "2 rows")
    assert entry.fields == "participant__last_name, state"


def test_a_file_as_at_a_day_says_which_columns_are_as_now(hub, staff):
    export = make_export(
        staff,
        hub=hub,
        columns=NAMES,
        query="state__exact=offered&q=Londo",
        as_at=date(2026, 10, 1),
        saved_list=make_saved_list(staff, hub=hub),
    )

    make_list_export(export.pk, at=FRIDAY_5PM)

    listed, about = file_of(export)
    assert listed == [["Surname (now)", "State"], ["Londo 1", "asked to confirm"]]
    assert [row for row in about if row[0] != "Exported on"] == [
        ["Saved as", "Secured places"],
        ["List", "Places"],
        ["Hub", "London South East+"],
        ["Exported by", "Robin Marsh"],
        ["As at", "46296"],
        ["Filter: state on that day", "asked to confirm"],
        ["Filter: Search", "Londo"],
        ["Rows", "1"],
    ]


def test_a_filter_by_state_is_about_the_day_and_not_about_now(hub, staff):
    day, columns = date(2026, 10, 2), NAMES[1:]
    for state, number in (("confirmed", 0), ("offered", 2)):
        query = f"state__exact={state}"
        export = make_export(staff, hub=hub, columns=columns, query=query, as_at=day)

        make_list_export(export.pk, at=FRIDAY_5PM)

        assert file_of(export)[0] == [["State"], *[["asked to confirm"]] * number]


def test_a_file_of_somebody_with_two_hubs_has_the_rows_of_the_one(hub, staff):
    give_role(staff, "hub_lead", hub=make_hub("Wolds"))
    one = make_export(staff, hub=hub, columns=NAMES, query="hub=99&o=1")
    both = make_export(staff, hub=hub, columns=NAMES, query="o=1")
    ListExport.objects.filter(pk=both.pk).update(hub=None)

    for each in (one, both):
        make_list_export(each.pk, at=FRIDAY_5PM)

    assert [row[0] for row in file_of(one)[0]] == ["Surname", "Londo 1", "Londo 2"]
    assert len(file_of(both)[0]) == 5
    audited = AuditEntry.objects.filter(action="exported as xlsx")
    assert sorted(each.hub.name for each in audited) == [
        "London South East+",
        "London South East+",
        "Wolds",
    ]


@pytest.mark.parametrize("columns", [[["hub__notice", "x"]], []])
def test_a_column_that_the_list_does_not_export_is_left_out(hub, staff, columns):
    export = make_export(staff, hub=hub, columns=[*columns, *NAMES[:1]])

    make_list_export(export.pk, at=FRIDAY_5PM)

    assert file_of(export)[0][0] == ["Surname"]


def test_who_left_the_office_gets_no_file(hub, staff):
    export = make_export(staff, hub=hub)
    staff.roles.update(until_on=FRIDAY - timedelta(days=1))
    give_role(staff, "hub_lead", hub=make_hub("Wolds"))

    assert not make_list_export(export.pk, at=FRIDAY_5PM)

    export.refresh_from_db()
    assert (export.state, export.problem) == (
        "failed",
        "The account may no longer read this list.",
    )
    assert list(export_files.folder().iterdir()) == []
    assert Email.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("list_of", "workgroups.user2"), ("query", "state__exact2=a")]
)
def test_a_list_that_can_no_longer_be_read_says_so(hub, staff, field, value):
    export = make_export(staff, hub=hub, **{field: value})

    assert not make_list_export(export.pk, at=FRIDAY_5PM)

    export.refresh_from_db()
    assert export.state == "failed"
    assert export.problem.startswith("This list cannot be made as it was saved")


def test_an_error_is_tried_again_three_times(hub, staff, monkeypatch):
    export = make_export(staff, hub=hub)

    def fail(*args):
        raise OSError("full")

    monkeypatch.setattr(list_exports.exports, "write_workbook", fail)

    states = []
    for _ in range(3):
        with pytest.raises(OSError, match="full"):
            make_list_export(export.pk, at=FRIDAY_5PM)
        export.refresh_from_db()
        states.append((export.state, export.attempts))

    assert states == [("queued", 1), ("queued", 2), ("failed", 3)]
    assert not make_list_export(export.pk, at=FRIDAY_5PM)


def test_what_a_killed_worker_left_is_removed_and_its_file_made(hub, staff):
    past = FRIDAY_5PM - timedelta(seconds=1)
    export = make_export(
        staff, hub=hub, state="running", lease_token="old", lease_until=past
    )
    for name in (f"{export.pk}-old.part", f"{export.pk}0-other"):
        export_files.path_of(name).write_bytes(b"x")

    assert make_list_export(export.pk, at=FRIDAY_5PM)

    export.refresh_from_db()
    names = {path.name for path in export_files.folder().iterdir()}
    assert names == {f"{export.pk}0-other", export.stored_as}


def test_a_worker_that_was_overtaken_leaves_no_file(hub, staff, monkeypatch):
    export = make_export(staff, hub=hub)
    write = list_exports.exports.write_workbook

    def write_slowly(*args):
        write(*args)
        ListExport.objects.filter(pk=export.pk).update(lease_token="another")

    monkeypatch.setattr(list_exports.exports, "write_workbook", write_slowly)

    assert not make_list_export(export.pk, at=FRIDAY_5PM)

    export.refresh_from_db()
    assert (export.state, export.stored_as) == ("running", "")
    assert list(export_files.folder().iterdir()) == []
    assert Email.objects.count() == 0


def test_the_lease_saves_how_many_rows_are_written(hub, staff):
    export = make_export(staff, hub=hub, lease_token="mine", state="running")
    lease = list_exports.LeaseOfFile(
        ListExport.objects.all(), export.pk, "mine", seconds=20, every=60
    )

    assert list(lease.counted([["a"], ["b"]])) == [["a"], ["b"]]
    lease._renew()

    export.refresh_from_db()
    assert (export.done, lease.lost) == (2, False)


# --- the letter


def letter_of(export: ListExport) -> Email:
    make_list_export(export.pk, at=FRIDAY_5PM)
    return Email.objects.get(about_type="workgroups.listexport", about_id=export.pk)


@pytest.mark.parametrize(
    ("fields", "kind", "subject", "said"),
    [
        (
            {},
            "export_ready",
            "Your export is ready: Secured places",
            "The workbook that you asked for is ready: Secured places.",
        ),
        (
            {"is_monthly": True, "as_at": date(2026, 9, 30)},
            "monthly_list",
            "The list of this month: Secured places",
            "Here is the list that goes to you each month: Secured places. It is as at "
            "30 September 2026.",
        ),
    ],
)
def test_a_letter_has_a_link_and_never_the_list(
    hub, staff, settings, fields, kind, subject, said
):
    export = make_export(staff, hub=hub, **fields)
    email = letter_of(export)

    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"

    (sent,) = mail.outbox
    assert (email.kind, email.hub, sent.to) == (kind, hub, [staff.email])
    assert (sent.subject, sent.attachments) == (subject, [])
    paragraphs = sent.body.split("\n\n")
    assert paragraphs[:4] == [
        "Hello Robin Marsh,",
        said,
        f"{settings.SITE_URL}{page_of(export)}",
        "The page opens once you have signed in, for you alone. The file is deleted on "
        "23 October 2026.",
    ]
    assert "Londo 1" not in sent.body


@pytest.mark.parametrize(
    "change",
    [
        lambda export: Role.objects.update(until_on=FRIDAY - timedelta(days=1)),
        lambda export: ListExport.objects.update(state="expired"),
        lambda export: ListExport.objects.update(expires_at=FRIDAY_5PM),
    ],
)
def test_a_letter_is_cancelled_once_its_file_is_not_for_them(hub, staff, change):
    email = letter_of(make_export(staff, hub=hub))
    change(email)

    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"
