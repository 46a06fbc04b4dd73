"""A hub lead in the admin: start page, lists, and a form with an error."""

from tests.browser import arranging
from tests.factories import PASSWORD


def test_a_hub_lead_sets_up_and_looks_things_up(new_visitor, mode):
    lead = arranging.make_staff("hub_lead")
    group = arranging.make_group(f"Administered ({mode.name})")
    place = arranging.make_place(group)
    person = new_visitor(mode)

    person.open("/accounts/login/")
    person.write("Email", lead.email)
    person.write("Password", PASSWORD)
    person.press("Sign in")
    assert person.path == "/admin/"
    person.reads("What must be done today")
    person.open("/admin/recruitment/place/")
    person.open(f"/admin/recruitment/place/?q={place.participant.email}")
    person.reads("Brook")
    person.follow(place.participant.full_name)
    person.open("/admin/recruitment/email/")
    person.open(f"/admin/workgroups/workgroup/{group.pk}/change/")
    person.write("Title", "")
    person.to("Save", "input")
    person.go()
    person.reads("Please correct the error below.")
    person.open("/admin/workgroups/session/add/")
