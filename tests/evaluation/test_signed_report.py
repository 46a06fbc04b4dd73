"""The edited Word file comes back, and versions are set against each other."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from evaluation import snapshots
from evaluation.actions import signing
from evaluation.errors import NotADocument
from evaluation.models import Report, ReportFile
from evaluation.reports import differences, outline, signed, storage, word
from evaluation.reports.facts import Fact
from tests import factories as make
from tests.evaluation.small_counts import inputs

AT = make.FRIDAY_5PM
WRITTEN = "We met. [people with a secured place] teachers came, and all of them stayed."


def snapshot():
    found = snapshots.build(inputs())
    found["context"] = {"written": "", "drafted": ["26 people came from 9 schools."]}
    return {**found, "conclusion": WRITTEN}


def document(*edits: tuple[str, str]) -> bytes:
    """The report's Word file after these replacements in single pieces of text."""
    made = Document(io.BytesIO(word.render(outline.build(snapshot(), version=1), {})))
    pieces = made.element.body.xpath(".//w:t")
    for old, new in edits:
        piece = next(each for each in pieces if old in (each.text or ""))
        piece.text = piece.text.replace(old, new)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def changed(*edits: tuple[str, str]) -> list[tuple[str, str]]:
    return signed.changed_figures(snapshot(), 1, document(*edits))


@pytest.mark.parametrize(
    ("edits", "named"),
    [
        ([], []),
        ([("We met.", "We came together.")], []),
        ([("came from", "were sent by")], []),
        (
            [("26 people", "27 people")],
            [("26 people came from 9 schools.", "27 people came from 9 schools.")],
        ),
        (
            [("26 people came", "Some 28 people came")],
            [("26 people came from 9 schools.", "Some 28 people came from 9 schools.")],
        ),
        (
            [("7 of 13 (54%", "8 of 13 (54%")],
            [
                (
                    "Corby · 7 of 13 (54%, 29% to 77%)",
                    "Corby · 8 of 13 (54%, 29% to 77%)",
                )
            ],
        ),
    ],
)
def test_figures_that_are_others_in_the_signed_file_are_named(edits, named):
    assert changed(*edits) == named


def test_a_live_figure_that_was_changed_is_named():
    """It is a link, whose words the paragraph's own text would leave out."""
    made = Document(io.BytesIO(document()))
    links = made.element.body.xpath('.//w:hyperlink[@w:anchor="figures_recruitment"]')
    links[0].xpath(".//w:t")[0].text = "30"
    saved = io.BytesIO()
    made.save(saved)

    assert signed.changed_figures(snapshot(), 1, saved.getvalue()) == [
        (
            "26 teachers came, and all of them stayed.",
            "30 teachers came, and all of them stayed.",
        )
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(content):
    assert not signed.is_document(content)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    assert signed.is_document(document())
    monkeypatch.setattr(signed, "MOST_UNPACKED", 1000)
    assert not signed.is_document(document())


# --- two versions


def test_sections_tell_what_changed_what_is_gone_and_what_is_new():
    before = [
        Fact("Recruitment", "Bexley: Secured 18"),
        Fact("Recruitment", "Bromley: Secured 17"),
        Fact("Conclusion", "We did well."),
        Fact("Ratings", "Useful?: 3.4"),
    ]
    after = [
        Fact("Conclusion", "We did well."),
        Fact("Recruitment", "Bexley: Secured 20"),
        Fact("Recruitment", "Sutton: Secured 14"),
    ]

    conclusion, recruitment, ratings = differences.by_section(before, after)

    assert (conclusion.name, conclusion.is_alike, conclusion.same) == (
        *("Conclusion", True, 1),
    )
    assert recruitment.changed == [("Bexley: Secured 18", "Bexley: Secured 20")]
    assert recruitment.gone == ["Bromley: Secured 17"]
    assert recruitment.new == ["Sutton: Secured 14"]
    assert (ratings.gone, ratings.is_alike) == (["Useful?: 3.4"], False)


def finished(hub, version: int = 1, start_year: int = 2025, **fields) -> Report:
    title = fields.pop("title", "SKTM ECT")
    return Report.objects.create(
        hub=hub,
        evaluation=make.make_evaluation(hub, start_year=start_year, title=title),
        version=version,
        requested_at=AT,
        finished_at=AT,
        state="done",
        snapshot=fields.pop("snapshot", None) or snapshot(),
    )


@pytest.mark.django_db
def test_two_years_of_a_hub_are_compared_and_those_of_another_are_not(signed_in):
    hub, wolds = make.make_hub(), make.make_hub("Wolds")
    later = finished(hub)
    former = snapshot()
    former["context"]["drafted"] = ["19 people came from 9 schools."]
    earlier = finished(hub, start_year=2024, snapshot=former)
    foreign = finished(wolds, title="Foreign")
    page = reverse("evaluation:compare_reports", args=[later.pk])
    client = signed_in(make.make_staff("hub_lead", hub=hub))

    offered = client.get(page).text
    compared = client.get(f"{page}?with={earlier.pk}").text

    assert f"?with={earlier.pk}" in offered
    assert "Foreign" not in offered
    row = "<td>19 people came from 9 schools.</td><td>26 people came from 9 schools."
    assert row in compared
    for wrong in (foreign.pk, later.pk, "x", 10**12):
        assert client.get(f"{page}?with={wrong}").status_code == 404
    theirs = signed_in(make.make_staff("hub_lead", hub=wolds))
    assert theirs.get(page).status_code == 404


# --- putting it back


@pytest.mark.django_db(transaction=True)
def test_the_evaluator_puts_the_signed_file_back_and_reads_what_is_wrong(signed_in):
    report = finished(make.make_hub())
    page = reverse("evaluation:sign_report", args=[report.pk])
    client = signed_in(make.make_staff("evaluator", hub=report.hub))

    def put(content: bytes):
        return client.post(page, {"file": SimpleUploadedFile("r.docx", content)})

    refused = put(b"no document")
    first = put(document(("26 people", "27 people")))
    told = client.get(page).text
    kept = ReportFile.objects.get()
    unchanged = document()  # its archive has the time at which it was packed
    put(unchanged)

    assert "not a Word file" in refused.text
    assert first["Location"] == page
    assert "27 people came from 9 schools." in told
    row = ReportFile.objects.get()
    assert (row.kind, row.name) == (
        *("signed", "London-South-East+-evaluation-v1-signed.docx"),
    )
    assert storage.is_intact(row.stored_as, row.sha256)
    assert not storage.path_of(kept.stored_as).exists()
    assert "Every figure that was found in it" in client.get(page).text
    got = client.get(
        reverse("evaluation:download_report_file", args=[report.pk, "signed"])
    )
    assert b"".join(got.streaming_content) == unchanged


@pytest.mark.django_db
def test_only_evaluators_of_the_hub_put_it_back(signed_in):
    report = finished(make.make_hub())
    page = reverse("evaluation:sign_report", args=[report.pk])
    other = make.make_staff("evaluator", hub=make.make_hub("Wolds"))

    for user in (other, make.make_staff("hub_lead", hub=report.hub)):
        assert signed_in(user).get(page).status_code == 404
    Report.objects.update(state="running")
    own = signed_in(make.make_staff("evaluator", hub=report.hub))
    assert own.get(page).status_code == 404


@pytest.mark.django_db
def test_nothing_is_stored_of_a_file_that_is_refused():
    report, by = finished(make.make_hub()), make.make_user()
    before = sorted(storage.folder().iterdir())

    with pytest.raises(NotADocument):
        signing.sign_report(report, b"x", by=by, at=AT)

    assert sorted(storage.folder().iterdir()) == before
    assert not ReportFile.objects.exists()
