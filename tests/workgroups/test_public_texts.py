"""The public texts of hubs: what is shown, how they are saved, and their versions."""

from datetime import timedelta

import pytest

from recruitment import outbox
from tests.factories import FRIDAY_5PM, make_hub, make_staff
from workgroups import public_texts, rules
from workgroups.actions.public_texts import save_public_text
from workgroups.errors import ChangedMeanwhile
from workgroups.models import AuditEntry, Hub, Wording
from workgroups.public_texts import TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LATER = FRIDAY_5PM + timedelta(days=20)


@pytest.fixture
def hub():
    return make_hub(privacy_notice="", about="")


@pytest.fixture
def lead(hub):
    return make_staff("hub_lead", hub=hub, name="Sam Lead")


def save(hub, name, body, *, by, seen=None, at=FRIDAY_5PM):
    return save_public_text(hub, TEXTS[name], body=body, seen=seen, by=by, at=at)


def kept(hub, name):
    rows = Wording.objects.filter(hub=hub, name=name).order_by("pk")
    return list(rows.values_list("body", "saved_by__name"))


def test_texts_are_declared_with_what_they_need():
    assert list(TEXTS) == [
        "privacy_notice",
        "privacy_controller",
        "privacy_how_long",
        "about",
        "work_group_is",
        "work_group_for",
        "work_group_costs",
        "work_group_asks",
        "how_it_works",
        "who_to_ask",
        "registered_more",
        "registered_no_letter",
        "completed",
        "feedback_sent",
        "pack_who_else",
        "what_else",
    ]
    assert public_texts.notice_names() == [
        "privacy_notice",
        "privacy_controller",
        "privacy_how_long",
    ]
    assert set(TEXTS) & {kind.name for kind in outbox.kinds()} == set()
    assert [name for name, text in TEXTS.items() if not text.fits(text.shipped)] == []


def test_a_page_shows_the_shipped_text_until_the_hub_has_its_own(hub, lead):
    theirs = make_hub("Wolds and Dales")
    before = public_texts.shown(hub, ["who_to_ask"])

    save(hub, "who_to_ask", "Ring 020 7946 0000.\n{contact address}", by=lead)

    address = '<a href="mailto:hub@example.org">hub@example.org</a>'
    shipped = {"who_to_ask": f"<p>Write to Morgan Hale, {address}.</p>"}
    assert before == shipped
    assert public_texts.shown(theirs, ["who_to_ask"]) == shipped
    assert public_texts.shown(hub, ["who_to_ask"]) == {
        "who_to_ask": f"<p>Ring 020 7946 0000.<br>{address}</p>"
    }


def test_a_text_of_the_hubs_row_takes_no_statement(hub, lead, data_statements):
    save(hub, "about", "We are <b>{hub}</b>.", by=lead)
    hub.refresh_from_db()

    with data_statements(at_most=0):
        assert public_texts.about(hub) == (
            "<p>We are &lt;b&gt;London South East+&lt;/b&gt;.</p>"
        )


@pytest.mark.parametrize("versions", [1, 3])
def test_texts_take_one_statement_at_any_number_of_versions(
    hub, lead, data_statements, versions
):
    seen = None
    for number in range(versions):
        seen = save(hub, "completed", f"Thanks {number}", by=lead, seen=seen).pk

    with data_statements(at_most=1):
        texts = public_texts.shown(hub, ["completed", "who_to_ask", "privacy_notice"])

    assert list(texts) == ["completed", "who_to_ask", "privacy_notice"]
    assert texts["completed"] == f"<p>Thanks {versions - 1}</p>"


def test_the_notice_takes_one_statement(hub, lead, data_statements):
    save(hub, "privacy_how_long", "For {months}.", by=lead)
    save(hub, "privacy_notice", "We keep it.", by=lead)
    hub.refresh_from_db()

    with data_statements(at_most=1):
        texts, changed_at = public_texts.notice(hub)

    assert list(texts) == public_texts.notice_names()
    assert texts["privacy_notice"] == "<p>We keep it.</p>"
    assert texts["privacy_how_long"] == "<p>For 12 months.</p>"
    assert changed_at == FRIDAY_5PM


def test_a_name_in_braces_is_replaced_once_and_an_unknown_one_stays():
    hub = make_hub("A {months} hub", controller="{hub}", retention_months=1)

    text = TEXTS["privacy_controller"].filled("{controller}, {months}, {x y}", hub)

    assert text == "{hub}, {months}, {x y}"
    assert TEXTS["privacy_how_long"].filled("{Months} {hub}", hub) == (
        "1 month A {months} hub"
    )


def test_one_text_of_several_hubs_takes_one_statement(hub, lead, data_statements):
    theirs = make_hub("Wolds and Dales")
    save(theirs, "completed", "Well done.", by=lead)

    with data_statements(at_most=1):
        found = public_texts.shown_at([hub, theirs], "completed")

    assert found == {
        hub.pk: "<p>You have completed a year with us. Thank you for taking part.</p>",
        theirs.pk: "<p>Well done.</p>",
    }


def test_a_text_is_saved_with_its_history_and_audit(hub, lead):
    first = save(hub, "completed", "Well done.", by=lead)
    second = save(hub, "completed", "", by=lead, seen=first.pk)

    assert kept(hub, "completed") == [("Well done.", "Sam Lead"), ("", "Sam Lead")]
    entries = AuditEntry.objects.order_by("pk")
    assert list(entries.values_list("action", "hub", "object_id", "fields")) == [
        ("save_public_text", hub.pk, str(first.pk), "body"),
        ("restore_public_text", hub.pk, str(second.pk), "body"),
    ]
    hub.refresh_from_db()
    assert hub.notice_version == "1"


@pytest.mark.parametrize("body", ["", "shipped", "Well done."])
def test_saving_what_holds_already_adds_nothing(hub, lead, body):
    body = TEXTS["completed"].shipped if body == "shipped" else body
    seen = save(hub, "completed", "Well done.", by=lead).pk
    if body != "Well done.":
        seen = save(hub, "completed", "", by=lead, seen=seen).pk
    before = kept(hub, "completed"), AuditEntry.objects.count()

    again = save(hub, "completed", body, by=lead, seen=seen)

    assert again.pk == seen
    assert (kept(hub, "completed"), AuditEntry.objects.count()) == before


def test_a_change_of_any_part_of_the_notice_is_a_new_version_to_be_read(hub, lead):
    Hub.objects.filter(pk=hub.pk).update(notice_version="1.9", notice_read="1.9")

    first = save(hub, "privacy_notice", "We keep it.", by=lead)
    hub.refresh_from_db()
    assert (hub.privacy_notice, hub.notice_version) == ("We keep it.", "1.10")
    save(hub, "privacy_how_long", "For {months}.", by=lead)
    save(hub, "privacy_notice", "", by=lead, seen=first.pk)

    hub.refresh_from_db()
    assert (hub.privacy_notice, hub.notice_version) == ("", "1.12")
    assert hub.notice_read == "1.9"
    fields = AuditEntry.objects.order_by("pk").values_list("fields", flat=True)
    assert list(fields) == [
        "body, hub.notice_version, hub.privacy_notice",
        "body, hub.notice_version",
        "body, hub.notice_version, hub.privacy_notice",
    ]


def test_what_the_hubs_row_held_is_the_first_of_its_history(lead):
    hub = make_hub()
    Hub.objects.filter(pk=hub.pk).update(privacy_notice="Ours since 2020.")

    save(hub, "privacy_notice", "New.", by=lead)

    assert kept(hub, "privacy_notice") == [
        ("Ours since 2020.", None),
        ("New.", "Sam Lead"),
    ]


def test_the_day_of_the_last_change_is_that_of_a_part_of_the_notice(hub, lead):
    assert public_texts.notice(hub)[1] is None
    save(hub, "privacy_how_long", "For {months}.", by=lead)
    save(hub, "privacy_notice", "Ours.", by=lead, at=FRIDAY_5PM + timedelta(days=1))
    save(hub, "completed", "Well done.", by=lead, at=LATER)
    save(make_hub("Wolds and Dales"), "privacy_notice", "Theirs.", by=lead, at=LATER)

    assert public_texts.notice(hub)[1] == FRIDAY_5PM + timedelta(days=1)


def test_a_version_that_was_not_seen_is_not_replaced(hub, lead):
    save(hub, "privacy_notice", "First.", by=lead)

    with pytest.raises(ChangedMeanwhile, match="Sam Lead changed this text"):
        save(hub, "privacy_notice", "Second.", by=lead)

    hub.refresh_from_db()
    assert (hub.privacy_notice, hub.notice_version) == ("First.", "2")
    assert kept(hub, "privacy_notice") == [("First.", "Sam Lead")]


@pytest.mark.parametrize(
    ("version", "after"),
    [
        ("1", "2"),
        ("1.9", "1.10"),
        ("2026-09", "2026-10"),
        ("spring", "spring 2"),
        ("", "2"),
        ("a version of 20 lett", "a version of 20 l 2"),
    ],
)
def test_the_version_after_one(version, after):
    assert rules.next_version(version) == after
    assert len(after) <= 20


@pytest.mark.parametrize(
    ("notice", "short", "rest"),
    [
        (
            "## In short\nWe keep it.\n\nSafely.\n\n## Rights\nAsk.",
            "<h3>In short</h3>\n<p>We keep it.</p>\n<p>Safely.</p>",
            "<h3>Rights</h3>\n<p>Ask.</p>",
        ),
        ("We keep it.\n\nAsk.", "<p>We keep it.</p>", "<p>Ask.</p>"),
        ("We keep it.", "<p>We keep it.</p>", ""),
        ("We keep it.\n\n## Rights\nAsk.", "<p>We keep it.</p>", None),
    ],
)
def test_the_first_part_of_the_notice_is_apart(notice, short, rest):
    hub = make_hub(privacy_notice=notice)

    found = public_texts.notice_in_two(hub)

    assert found == (short, "<h3>Rights</h3>\n<p>Ask.</p>" if rest is None else rest)


def test_a_hub_without_words_of_its_own_has_the_shipped_notice(hub):
    short, rest = public_texts.notice_in_two(hub)

    assert short.startswith("<h3>In short</h3>\n<p>You give us your name, address,")
    assert "<h3>Your rights</h3>" in rest
    assert 'Ask <a href="mailto:hub@example.org">hub@example.org</a> for' in rest
