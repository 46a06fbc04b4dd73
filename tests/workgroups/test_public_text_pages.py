"""The admin pages of public texts, and the public pages that show them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    give_role,
    make_authority,
    make_hub,
    make_place,
    make_session,
    make_staff,
    make_user,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import form_on, one_line
from tests.recruitment.test_my_places import signed_in_as
from tests.recruitment.test_registration_pages import walk
from workgroups.models import Wording

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
OURS = "Thank you.\n\n- Tell a colleague about {hub}"


@pytest.fixture
def hub():
    return make_hub(privacy_notice="", about="")


@pytest.fixture
def staff(hub):
    return client_of(make_staff("hub_lead", hub=hub, name="Sam Lead"))


def url_of(hub, name="completed"):
    return reverse("admin:public_texts_edit", args=[hub.slug, name])


def page_of(client, url):
    return one_line(client.get(url).content.decode())


def saved(hub):
    rows = Wording.objects.filter(hub=hub).order_by("pk")
    return list(rows.values_list("name", "body", "saved_by__name"))


def test_setting_up_leads_to_the_list_of_texts(staff):
    page = page_of(staff, reverse("admin:setting_up"))

    assert f'<a href="{reverse("admin:public_texts")}">Public texts</a>' in page


def test_a_text_is_saved_listed_and_taken_back(staff, hub):
    before = page_of(staff, url_of(hub))
    answer = staff.post(url_of(hub), {"body": OURS, "save": ""})

    assert "You have completed a year with us." in before
    assert "Nobody has changed this text here." in before
    assert "Back to the words" not in before
    assert answer.status_code == 302
    assert saved(hub) == [("completed", OURS, "Sam Lead")]
    listed = page_of(staff, reverse("admin:public_texts"))
    assert listed.count("<strong>Yours</strong>") == 1
    assert "<strong>Yours</strong>, since 16 October 2026, by Sam Lead" in listed
    page = staff.get(url_of(hub))
    assert "16 October 2026, 5pm, Sam Lead (used now)" in one_line(
        page.content.decode()
    )

    seen = page.context["form"]["seen"].value()
    staff.post(url_of(hub), {"shipped": "", "seen": seen})

    assert saved(hub)[1:] == [("completed", "", "Sam Lead")]
    assert "<strong>Yours</strong>" not in page_of(staff, reverse("admin:public_texts"))
    page = page_of(staff, url_of(hub))
    assert "Sam Lead: back to the words that came with it (used now)" in page
    assert "Back to the words that came with it</button>" not in page


def test_words_that_are_the_hubs_own_have_a_button_to_go_back(staff, hub):
    say(staff, hub, completed=OURS)

    page = staff.get(url_of(hub))

    assert [*form_on(page, having="shipped")] == ["csrfmiddlewaretoken", "seen"]


def test_the_list_names_a_text_whose_braces_no_longer_fit(staff, hub):
    say(staff, hub, completed=OURS, who_to_ask="Ring {contact address}")
    Wording.objects.filter(name="completed").update(body="Ask {a value of old}.")

    listed = page_of(staff, reverse("admin:public_texts"))

    fits_no_longer = "<strong>Its words in braces no longer fit. Please look at it."
    assert listed.count(fits_no_longer) == 1
    assert listed.count("<strong>Yours</strong>") == 1


def test_a_text_shows_how_it_looks_and_saves_nothing(staff, hub):
    page = staff.post(url_of(hub), {"body": f"{OURS} <b>", "preview": ""})

    html = page.content.decode()
    assert (
        '<div class="letter"><p>Thank you.</p>\n<ul>\n<li>Tell a colleague about '
        "London South East+ &lt;b&gt;</li>\n</ul></div>" in html
    )
    assert saved(hub) == []


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("who_to_ask", "Ring us.", "The text needs {contact address}: their e-mail"),
        ("completed", "Bye, {participant}", "Nothing is called {participant} here."),
        ("completed", "Bye {hub", "A brace stands alone."),
        ("completed", "", "Please fill this in."),
    ],
)
def test_a_text_that_does_not_fit_is_refused_and_kept_in_the_box(
    staff, hub, name, body, problem
):
    page = staff.post(url_of(hub, name), {"body": body, "save": ""}).content.decode()

    assert problem in page
    assert "What you typed is still here." in page
    assert f"\n{body}</textarea>" in page
    assert saved(hub) == []


def test_the_second_of_two_is_told_and_keeps_what_they_typed(staff, hub):
    staff.post(url_of(hub), {"body": OURS, "save": ""})

    page = staff.post(url_of(hub), {"body": "Mine.", "save": "", "seen": ""})

    text = page.content.decode()
    assert "Sam Lead changed this text while you were writing." in text
    assert "Mine.</textarea>" in text
    assert saved(hub) == [("completed", OURS, "Sam Lead")]
    seen = page.context["form"]["seen"].value()
    staff.post(url_of(hub), {"body": "Mine.", "save": "", "seen": seen})
    assert saved(hub)[1:] == [("completed", "Mine.", "Sam Lead")]


def test_going_back_from_a_page_that_is_old_is_refused(staff, hub):
    staff.post(url_of(hub), {"body": OURS, "save": ""})

    page = staff.post(url_of(hub), {"shipped": "", "seen": ""}, follow=True)

    assert "Sam Lead changed this text" in page.content.decode()
    assert saved(hub) == [("completed", OURS, "Sam Lead")]


def test_what_the_form_of_the_hub_held_is_in_the_history(staff):
    hub = make_hub()
    hub.privacy_notice = "Ours since 2020."
    hub.save()

    assert "Ours since 2020.</textarea>" in page_of(
        staff, url_of(hub, "privacy_notice")
    )
    staff.post(url_of(hub, "privacy_notice"), {"body": "New.", "save": ""})

    page = page_of(staff, url_of(hub, "privacy_notice"))
    assert "<summary>Before the first change</summary>" in page
    assert "Saving makes a new version of the notice." in page


def test_the_audit_log_tells_who_changed_a_text_and_went_back(staff, hub):
    staff.post(url_of(hub), {"body": OURS, "save": ""})
    seen = Wording.objects.get().pk
    staff.post(url_of(hub), {"shipped": "", "seen": seen})

    page = staff.get("/admin/workgroups/auditentry/")

    assert [str(row.sentence) for row in page.context["cl"].result_list] == [
        "Sam Lead went back to the shipped words of a public text: Closing note of a "
        "programme, 16 October 2026 at 17:00",
        "Sam Lead changed a public text: Closing note of a programme, "
        "16 October 2026 at 17:00",
    ]


@pytest.mark.parametrize("kind", ["work_group_lead", "la_partner", "evaluator"])
def test_only_hub_staff_word_texts(hub, kind):
    user = make_user()
    give_role(user, kind, hub=hub, local_authority=make_authority())
    client = client_of(user)

    answers = [client.get(reverse("admin:public_texts"))]
    answers += [client.get(url_of(hub)), client.post(url_of(hub), {"body": "x"})]

    assert [each.status_code for each in answers] == [403, 403, 403]


def test_the_national_team_does_not_read_what_hubs_say(hub):
    user = make_user()
    give_role(user, "national", hub=None)

    answer = client_of(user).get(reverse("admin:public_texts"))

    assert answer.status_code == 403


def test_texts_of_another_hub_and_unknown_ones_are_not_found(staff, hub):
    theirs = make_hub("Wolds and Dales")
    Wording.objects.create(
        hub=theirs,
        name="completed",
        body="Theirs.",
        saved_by=make_staff("hub_lead", hub=theirs),
        saved_at="2026-10-16T16:00Z",
    )

    assert staff.get(url_of(theirs)).status_code == 404
    answer = staff.post(url_of(theirs), {"body": OURS, "save": ""})
    assert answer.status_code == 404
    assert staff.get(url_of(hub, "sign_in")).status_code == 404
    assert "Theirs." not in page_of(staff, url_of(hub))
    assert "Yours" not in page_of(staff, reverse("admin:public_texts"))


# --- the pages that show them


def say(staff, hub, **texts):
    for name, body in texts.items():
        newest = Wording.objects.of(hub.pk, name)
        typed = {"body": body, "save": "", "seen": newest.pk if newest else ""}
        answer = staff.post(url_of(hub, name), typed)
        assert answer.status_code == 302, answer.content.decode()


def test_the_hubs_page_says_what_the_hub_wrote(staff, hub):
    make_hub("Wolds and Dales")
    say(
        staff,
        hub,
        about="We work in six boroughs.",
        work_group_is="Five afternoons.",
        work_group_for="Anybody.",
        work_group_costs="Nothing.",
        work_group_asks="To come.",
        how_it_works="1. Ask",
        who_to_ask="Ring, or write to {contact address}",
    )

    ours, theirs = (
        page_of(Client(), f"/hubs/{slug}/")
        for slug in ("london-south-east-plus", "wolds-and-dales")
    )

    assert '<div class="lead"><p>We work in six boroughs.</p></div>' in ours
    for words in ("Five afternoons.", "Anybody.", "Nothing.", "To come."):
        assert f"<dd><p>{words}</p></dd>" in ours
        assert words not in theirs
    assert "<ol> <li>Ask</li> </ol> <h2>Who to ask</h2> <p>Ring, or" in ours
    assert "A small group of teachers who meet" in theirs
    assert "<li>Choose a group and register your interest." in theirs


def test_the_front_page_of_several_hubs_says_what_is_shipped(staff, hub):
    make_hub("Wolds and Dales")
    say(staff, hub, work_group_costs="Nothing.", work_group_is="Five afternoons.")

    page = page_of(Client(), "/")

    assert "<dd><p>Most groups are free for state-funded schools." in page
    assert "Nothing." not in page
    assert "Five afternoons." not in page


def test_the_front_page_of_one_hub_is_its_own(staff, hub):
    say(staff, hub, work_group_costs="Nothing.")

    assert "<dd><p>Nothing.</p></dd>" in page_of(Client(), "/")


def test_a_groups_page_says_who_runs_it(staff, hub):
    url = make_work_group(hub=hub).get_absolute_url()
    before = page_of(Client(), url)

    say(staff, hub, about="We work in six boroughs.")

    assert "Who runs it" not in before
    page = page_of(Client(), url)
    assert "<h2>Who runs it</h2> <p>We work in six boroughs.</p>" in page


def test_the_privacy_page_shows_the_parts_and_the_day_of_the_change(staff, hub):
    before = page_of(Client(), "/privacy/london-south-east-plus/")
    say(
        staff,
        hub,
        privacy_notice="## Ours\nWe <keep> it.",
        privacy_controller="{controller} {contact} {contact address}",
        privacy_how_long="For {months}.",
    )

    page = page_of(Client(), "/privacy/london-south-east-plus/")

    assert "Version 1</p> <h2>In short</h2>" in before
    assert "What names you is deleted 12 months after the end of the academic" in before
    assert "Version 4, changed on 16 October 2026</p> <h2>Ours</h2>" in page
    assert "<p>We &lt;keep&gt; it.</p> <h2>Who is answerable</h2>" in page
    assert "<p>Example Lead School Morgan Hale <a" in page
    assert "<h2>How long we keep it</h2> <p>For 12 months.</p>" in page


def test_the_page_after_registering_says_what_the_hub_wrote(staff, hub):
    url = reverse("recruitment:registered", args=[make_work_group(hub=hub).slug])
    before = page_of(Client(), url)
    say(
        staff,
        hub,
        registered_no_letter="Look twice.",
        who_to_ask="Ring {contact address}",
    )

    page = page_of(Client(), url)

    assert "<p>Look among the unwanted mail first: school filters" in before
    assert "<p>Look twice.</p>" in page
    assert "<h2>Who to ask</h2> <p>Ring <a" in page


def test_the_notice_is_whole_before_the_button_to_register(client, staff, hub):
    say(staff, hub, privacy_notice="## In short\n\nWe ask.\n\n## More\n\nWe keep.")
    group = make_work_group(hub=hub)
    make_session(group, on=date(2026, 11, 16))
    walk(client, group)

    page = page_of(
        client, reverse("recruitment:register_step", args=[group.slug, "check"])
    )

    rest = "<details><summary>The rest of the notice</summary> <h3>More</h3> <p>We keep"
    assert "<h3>In short</h3> <p>We ask.</p> " + rest in page


def test_the_page_after_feedback_says_what_the_hub_wrote(staff, hub):
    url = reverse("evaluation:thank_for_feedback", args=[hub.slug])
    before = page_of(Client(), url)

    say(staff, hub, feedback_sent="You are a star.")

    assert "<p>You can close this page.</p>" in before
    assert "<p>You are a star.</p>" in page_of(Client(), url)


@pytest.mark.parametrize(("state", "is_shown"), [("completed", 1), ("confirmed", 0)])
def test_who_has_completed_reads_the_closing_note(staff, hub, state, is_shown):
    say(staff, hub, completed="You are a star.")
    place = make_place(state, work_group=make_work_group(hub=hub))

    page = page_of(signed_in_as(place), reverse("hubsite:my"))

    assert place.work_group.title in page
    assert page.count("<p>You are a star.</p>") == is_shown
