import csv
import json
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.evaluation.comments import BARS, CODEBOOK, COVER, TASK, TEXTS


def write_rows(path: Path, heading: list[str], rows: list[tuple]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def write_passages(path: Path, *, order: int | None = None) -> Path:
    rows = [(f"c{i:03}", text) for i, text in enumerate(TEXTS)]
    if order is not None:
        random.Random(order).shuffle(rows)
    return write_rows(path, ["id", "text"], rows)


def write_codebook(path: Path, *, back_to_front: bool = False) -> Path:
    rows = [(e["theme"], e["description"], " | ".join(e["examples"])) for e in CODEBOOK]
    rows = rows[::-1] if back_to_front else rows
    return write_rows(path, ["theme", "description", "examples"], rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def suggest(tmp_path: Path, content: bytes | str) -> None:
    """Run suggest_themes on a file that holds this."""
    source = tmp_path / "in.csv"
    raw = content.encode() if isinstance(content, str) else content
    source.write_bytes(raw)
    call_command("suggest_themes", source, out=tmp_path / "themes.json")


def test_suggest_themes_writes_themes_by_id(tmp_path, capsys):
    source, out = write_passages(tmp_path / "in.csv"), tmp_path / "themes.json"

    call_command("suggest_themes", source, "--out", out, "--count", "4")

    whole = json.loads(out.read_text(encoding="utf-8"))
    texts = {f"c{i:03}": text for i, text in enumerate(TEXTS)}
    assert (whole["engine"], whole["passages"], len(whole["themes"])) == (
        "light 1",
        40,
        4,
    )
    for theme in whole["themes"]:
        assert theme["size"] == len(theme["members"]) == len(theme["weights"])
        assert all(texts[q["id"]] == q["text"] for q in theme["quotes"])
        assert set(theme["members"]) <= set(texts)
    assert "4 themes from 40 passages" in capsys.readouterr().out


def test_suggest_themes_reads_sentences_apart_where_asked(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "evaluation.management.commands.suggest_themes.candidates",
        lambda texts, **options: asked.append(options["by_sentence"]) or [],
    )
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,The gap task helped.\n")

    for options in ([], ["--sentences"]):
        call_command("suggest_themes", source, "--out", tmp_path / "o", *options)

    assert asked == [False, True]


def test_suggest_themes_writes_the_same_bytes_for_shuffled_rows(tmp_path):
    files = []
    for order in (None, 1, 2):
        source = write_passages(tmp_path / f"in{order}.csv", order=order)
        call_command("suggest_themes", source, out=tmp_path / f"out{order}.json")
        files.append((tmp_path / f"out{order}.json").read_bytes())

    assert files[0] == files[1] == files[2]


def test_code_passages_writes_suggestions_by_id(tmp_path, capsys):
    source, book = write_passages(tmp_path / "in.csv"), tmp_path / "book.csv"
    write_codebook(book)

    call_command("code_passages", source, codebook=book, out=tmp_path / "out.csv")

    rows = read_csv(tmp_path / "out.csv")
    assert list(rows[0]) == ["id", "theme", "rank", "score", "band"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    first = {row["id"]: row["theme"] for row in rows if row["rank"] in ("1", "")}
    assert set(first) == {f"c{i:03}" for i in range(40)}
    assert (first["c007"], first["c014"], first["c023"]) == (BARS, TASK, COVER)
    for row in rows:
        nothing = [row["theme"], row["rank"], row["score"], row["band"]] == [""] * 4
        assert nothing or (
            0 < float(row["score"]) <= 1 and row["band"] in ("likely", "possible")
        )
    assert "of 40 passages" in capsys.readouterr().out


def test_code_passages_writes_the_same_bytes_for_shuffled_rows(tmp_path):
    files = []
    for order in (None, 1, 2):
        source = write_passages(tmp_path / f"in{order}.csv", order=order)
        book = write_codebook(tmp_path / f"b{order}.csv", back_to_front=order == 2)
        out = tmp_path / f"out{order}.csv"
        call_command("code_passages", source, codebook=book, out=out)
        files.append(out.read_bytes())

    assert files[0] == files[1] == files[2]


def test_code_passages_says_none_with_an_empty_theme(tmp_path):
    rows = [("a", "Bar models helped."), ("b", ""), ("c", "👍")]
    source = write_rows(tmp_path / "in.csv", ["id", "text"], rows)
    book = write_codebook(tmp_path / "book.csv")

    call_command("code_passages", source, codebook=book, out=tmp_path / "out.csv")

    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[1].startswith(f"a,{BARS},1,0.")
    assert lines[-2:] == ["b,,,,", "c,,,,"]


def test_columns_may_stand_in_any_order_with_others_and_a_byte_order_mark(tmp_path):
    suggest(tmp_path, '\ufeffText,extra,ID\n"One, on cover.",x,1\n\nTwo.,y,2\n')

    assert json.loads((tmp_path / "themes.json").read_text())["passages"] == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "in.csv is empty."),
        ("\n \n", "in.csv is empty."),
        ("id,text\n", "has a heading but no passages below it."),
        ("id,words\n1,a\n", "has no column named 'text'. Its first line must name"),
        ("id;text\n1;a\n", "has no column named 'id'."),
        ("id,text,text\n1,a,b\n", "has more than one column named 'text'."),
        ("id,text\n1,a\n1,b\n", "line 3: the id '1' is there twice."),
        ("id,text\n,a\n", "line 2: the id is empty."),
        ("id,text\n1,a, and b\n", "line 2: 3 values under 2 headings."),
        ("id,text\n1\n", "line 2: 1 values under 2 headings."),
        ('id,text\n1,"never closed\n', "is not CSV: unexpected end of data."),
        ("id,text\n1,caf\xe9\n".encode("cp1252"), "is not UTF-8 text."),
        (b"PK\x03\x04\xff\xfe\x00", "is not UTF-8 text."),
        ("id,text\n1," + "x" * 200_000 + "\n", "is not CSV: field larger than"),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence(tmp_path, content, sentence):
    with pytest.raises(CommandError) as refusal:
        suggest(tmp_path, content)

    assert sentence in str(refusal.value)
    assert not (tmp_path / "themes.json").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("theme,description\nA,b\n", "has no column named 'examples'."),
        ("theme,description,examples\n,b,c\n", "line 2: the theme has no name."),
        ("theme,description,examples\nA,,\nA,,\n", "line 3: 'A' is there twice."),
        ("theme,description,examples\n", "has a heading but no themes below it."),
    ],
)
def test_a_bad_codebook_is_refused_with_one_sentence(tmp_path, content, sentence):
    source, book = write_passages(tmp_path / "in.csv"), tmp_path / "book.csv"
    book.write_text(content)

    with pytest.raises(CommandError) as refusal:
        call_command("code_passages", source, codebook=book, out=tmp_path / "out.csv")

    assert sentence in str(refusal.value)
    assert not (tmp_path / "out.csv").exists()


def test_files_that_are_not_there_are_named(tmp_path):
    source = write_passages(tmp_path / "in.csv")

    with pytest.raises(CommandError, match=r"away\.csv cannot be read: No such file"):
        call_command("suggest_themes", tmp_path / "away.csv", out=tmp_path / "o.json")
    with pytest.raises(CommandError, match=r"cannot be written: No such file"):
        call_command("suggest_themes", source, out=tmp_path / "no" / "o.json")


def test_the_input_is_never_written_over(tmp_path):
    source = write_passages(tmp_path / "in.csv")
    before = source.read_bytes()

    with pytest.raises(CommandError, match="is also the input"):
        call_command("suggest_themes", source, out=source)

    assert source.read_bytes() == before


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_count_below_one_is_refused(tmp_path, count):
    source = write_passages(tmp_path / "in.csv")

    with pytest.raises(CommandError, match="is not a number of themes"):
        call_command(
            "suggest_themes", source, "--out", tmp_path / "o", f"--count={count}"
        )


def test_suggest_themes_on_real_comments(shared_data, tmp_path):
    source = shared_data / "themes-dev" / "coursera_absa.csv"

    call_command("suggest_themes", source, out=tmp_path / "themes.json")

    whole = json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))
    assert (whole["passages"], len(whole["themes"])) == (2142, 12)
