"""Acts about a hub's own texts and lists that the audit log names."""

from django.db.models import Model
from django.urls import reverse

from recruitment.admin.list_exports import make_list_export
from tests.audited_world import AT, World
from tests.factories import make_school
from tests.saved_lists import make_export, make_saved_list
from workgroups.actions import hubs, saved_lists, stage_lists, wordings
from workgroups.stage_lists import ListedStage


def renew_the_notice(w: World) -> Model:
    hubs.renew_notice(w.hub, by=w.by, at=AT)
    return w.hub


def read_the_notice(w: World) -> Model:
    hubs.read_notice(w.hub, by=w.by, at=AT)
    return w.hub


def import_a_stage(w: World) -> Model:
    listed = ListedStage(2, make_school().urn, 2026, "development")
    plan = stage_lists.import_stages([listed], hub=w.hub, by=w.by, at=AT)
    return plan.new[0]


def save_a_wording(w: World) -> Model:
    return wordings.save_wording(
        w.hub, "sign_in", subject="a", body="b", seen=None, by=w.by, at=AT
    )


def go_back_to_the_shipped_words(w: World) -> Model:
    seen = save_a_wording(w).pk
    return wordings.save_wording(
        w.hub, "sign_in", subject="", body="", seen=seen, by=w.by, at=AT
    )


def save_a_list(w: World) -> Model:
    row = make_saved_list(w.by, hub=w.hub)
    return saved_lists.save_list(row, seen=row.version, by=w.by, at=AT)


def delete_a_saved_list(w: World) -> Model:
    row = make_saved_list(w.by, hub=w.hub)
    pk = row.pk
    saved_lists.delete_saved_list(row, by=w.by, at=AT)
    row.pk = pk
    return row


def send_a_saved_list(w: World) -> Model:
    sent = {"recipients": [w.by], "next_sent_on": AT.date()}
    row = make_saved_list(w.by, hub=w.hub, **sent)
    saved_lists.send_saved_list(row.pk, at=AT)
    return row


def download_a_list(w: World) -> Model:
    export = make_export(w.by, hub=w.hub)
    make_list_export(export.pk, at=AT)
    w.client.post(reverse("admin:list_export", args=[export.public_id]))
    return export
