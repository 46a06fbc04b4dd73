"""Copy the two families of fonts from their unpacked npm packages, and make TrueType.

    python scripts/fonts.py SOURCE_SERIF_4 ATKINSON_HYPERLEGIBLE_NEXT

The folders are those of `@fontsource/source-serif-4` and
`@fontsource/atkinson-hyperlegible-next`. Pages take the WOFF2 files as they are; PDF
and charts need TrueType, made here of the WOFF files: Latin and Latin-extended in one.
`static/css/fonts.css` names the WOFF2 files, so change it when a digest changes.
The licence of each family (SIL Open Font License 1.1) is copied beside its files.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "static" / "fonts"
REPORTS = ROOT / "evaluation" / "fonts"
SUBSETS = ("latin", "latin-ext")
FAMILIES = {  # the weights in use
    "source-serif-4": (600,),
    "atkinson-hyperlegible-next": (400, 700),
}


def copy_for_pages(package: Path, family: str) -> None:
    """WOFF2 files; the digest in each name lets browsers keep it for good."""
    for weight in FAMILIES[family]:
        for subset in SUBSETS:
            name = f"{family}-{subset}-{weight}"
            content = (package / "files" / f"{name}-normal.woff2").read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            (PAGES / f"{name}.{digest}.woff2").write_bytes(content)
            print(f"{name}.{digest}.woff2")


def make_truetype(package: Path, family: str, weight: int) -> Path:
    """One TrueType file with the glyphs of every subset."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in SUBSETS:
            name = f"{family}-{subset}-{weight}-normal"
            font = TTFont(package / "files" / f"{name}.woff")
            font.flavor = None
            parts.append(Path(folder) / f"{name}.ttf")
            font.save(parts[-1])
        merged = Merger().merge([str(part) for part in parts])
    file = REPORTS / f"{family}-{weight}.ttf"
    merged.save(file)
    return file


def main(packages: list[str]) -> int:
    if len(packages) != len(FAMILIES):
        print(__doc__, file=sys.stderr)
        return 2
    for folder in (PAGES, REPORTS):
        folder.mkdir(parents=True, exist_ok=True)
    for package, family in zip(map(Path, packages), FAMILIES, strict=True):
        copy_for_pages(package, family)
        for weight in FAMILIES[family]:
            print(make_truetype(package, family, weight).relative_to(ROOT))
        for folder in (PAGES, REPORTS):
            shutil.copyfile(package / "LICENSE", folder / f"{family}-LICENSE.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
