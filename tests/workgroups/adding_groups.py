"""What the tests of the two pages that add work groups share."""

import pytest

from tests import factories as make
from tests.admin_forms import fields_of
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

PAGE = "/admin/workgroups/workgroup/from-project/"
DATES = "12 January 2027\nTue 9 Feb 14:00-15:30"


@pytest.fixture
def hub():
    return make.make_hub()


@pytest.fixture
def staff(hub):
    return make.make_staff("hub_lead", hub=hub, name="Ola Price")


@pytest.fixture
def client(staff):
    return client_of(staff)


@pytest.fixture
def project(hub):
    stage = make.make_stage(make.make_programme(hub), school_phase="primary")
    return make.make_project(stage, title="SKTM")


def filled(client, project, **changes):
    """What the page posts once the project and the dates are filled in."""
    page = client.get(f"{PAGE}?hub={project.hub_id}&project={project.pk}")
    return {**fields_of(page.context["form"]), "dates": DATES, **changes}


def text_of(answer):
    return one_line(answer.content.decode())


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def errors_of(answer):
    assert answer.status_code == 200
    return {name: [*found] for name, found in answer.context["form"].errors.items()}
