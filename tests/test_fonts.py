"""The fonts of pages, PDF and charts: files, licences, caching, fallbacks."""

import hashlib
import re

import pytest
from django.conf import settings
from django.test import Client

PAGES = settings.BASE_DIR / "static/fonts"
REPORTS = settings.BASE_DIR / "evaluation/fonts"
CSS = (settings.BASE_DIR / "static/css/fonts.css").read_text()
FACES = re.findall(r"@font-face \{(.*?)\}", CSS, re.S)
HOSTED = [face for face in FACES if "woff2" in face]
NAMES = {
    "source-serif-4-latin-600",
    "source-serif-4-latin-ext-600",
    "atkinson-hyperlegible-next-latin-400",
    "atkinson-hyperlegible-next-latin-ext-400",
    "atkinson-hyperlegible-next-latin-700",
    "atkinson-hyperlegible-next-latin-ext-700",
}


def test_the_style_sheet_names_each_file_once():
    named = re.findall(r"fonts/([\w.-]+)", CSS)

    assert sorted(named) == sorted(file.name for file in PAGES.glob("*.woff2"))
    assert {name.split(".")[0] for name in named} == NAMES


@pytest.mark.parametrize(
    "file", sorted(PAGES.glob("*.woff2")), ids=lambda file: file.name
)
def test_the_name_of_a_file_is_the_digest_of_its_content(file):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]

    assert file.name.split(".")[1] == digest
    assert file.stat().st_size < 25_000


def test_a_font_never_delays_a_page_and_latin_needs_no_second_file():
    assert len(HOSTED) == 6
    for face in HOSTED:
        assert "font-display: optional;" in face
        starts = re.findall(r"unicode-range: U\+(\w+)", face)
        assert starts == (["0100"] if "latin-ext" in face else ["0000"])


def test_each_fallback_is_adjusted_in_width():
    local = [face for face in FACES if "local(" in face]

    assert len(local) == 3
    assert all(re.search(r"size-adjust: \d+(\.\d)?%;", face) for face in local)


@pytest.mark.parametrize("folder", [PAGES, REPORTS], ids=["pages", "reports"])
@pytest.mark.parametrize("family", ["source-serif-4", "atkinson-hyperlegible-next"])
def test_the_licence_stands_beside_the_fonts(folder, family):
    licence = (folder / f"{family}-LICENSE.txt").read_text()

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_browsers_keep_a_font_for_good_and_ask_again_for_a_style_sheet():
    font = next(PAGES.glob("source-serif-4-latin-600.*"))

    kept = Client().get(f"/static/fonts/{font.name}")
    asked = Client().get("/static/css/hub.css")

    assert kept["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "immutable" not in asked["Cache-Control"]
