"""The cost and the quality of the themes engine.

    python -m benchmarks.engine [LABELLED.csv] [--up-to 100000]

Cost: CPU time of `candidates` and `rank` on growing numbers of invented comments,
beside a plain TF-IDF fit of the same comments in the same run, and the exponent of
growth. Quality: measured on a file with the columns id, text and labels (separated
by "|"). It says how well the candidates match human themes (recovery: the mean over
themes of the best F1 that any candidate reaches) and how well comments are ranked
with 5, 10 and 20 random coded comments per theme (LRAP, first suggestion right, F1
of the suggestions).
"""

import argparse
import csv
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from evaluation.engine import Candidate, Ranking, candidates, rank

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT.parent / "shared" / "data" / "themes-dev" / "coursera_absa.csv"
SIZES = [1_000, 3_000, 10_000, 30_000, 100_000]
CODED = 200  # invented comments that are coded
ROUNDS = 3
SCARCE = 20  # comments: rarer themes are left out of the figures of the ranking
SUBJECTS = {
    "bar models": "bar model draw fraction part whole representation picture",
    "gap task": "gap task lesson tried mentor class plan week",
    "cover": "cover release supply head cost day school time",
    "other schools": "school colleague talk visit share book idea chat",
    "reasoning": "reason explain sentence stem talk prove why answer",
    "tables": "table fact fluency recall chant game speed pair",
}
COMMON = (
    "the session was and it is my children we really good to in with for more think"
    " would like have this very that our pupils helped me next use much how they"
).split()


@dataclass(frozen=True)
class Labelled:
    texts: list[str]
    labels: list[set[str]]

    def themes(self, at_least: int) -> list[str]:
        every = {theme for themes in self.labels for theme in themes}
        return sorted(theme for theme in every if len(self.of(theme)) >= at_least)

    def of(self, theme: str) -> set[int]:
        return {i for i, themes in enumerate(self.labels) if theme in themes}


def invented(number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Comments of about 20 words on one subject each; most words occur in all."""
    chance = random.Random(seed)
    for _ in range(number):
        theme = chance.choice(sorted(SUBJECTS))
        said = chance.choices(SUBJECTS[theme].split(), k=chance.randint(2, 6))
        said += chance.choices(COMMON, k=chance.randint(8, 20))
        # names and rare words grow with the number, as in real comments
        said += [f"w{chance.randrange(number):x}" for _ in range(2)]
        chance.shuffle(said)
        yield " ".join(said), theme


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def plain_fit(texts: Sequence[str]) -> object:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True).fit_transform(texts)


def show_cost(up_to: int) -> None:
    print("comments  plain TF-IDF  candidates        rank (200 coded)")
    book = [{"theme": t, "description": "", "examples": []} for t in SUBJECTS]
    candidates(["warm up the libraries", "before the clock starts"])
    seen = []
    for size in (size for size in SIZES if size <= up_to):
        texts, themes = zip(*invented(size), strict=True)
        codings = {i: {themes[i]} for i in range(CODED)}
        plain = min(cpu(lambda t=texts: plain_fit(t)) for _ in range(ROUNDS))
        found = cpu(lambda t=texts: candidates(t))
        ranked = cpu(lambda t=texts, c=codings: rank(t, c, book))
        print(
            f"{size:8,}  {plain:10.2f} s  {found:6.2f} s {found / plain:5.1f}x"
            f"  {ranked:8.2f} s {ranked / plain:5.1f}x"
        )
        seen.append((size, plain, found, ranked))
    show_growth(seen)


def show_growth(seen: Sequence[tuple[float, ...]]) -> None:
    """Print the growth from 10,000 comments on, where fixed costs no longer hide it."""
    large = [row for row in seen if row[0] >= SIZES[2]]
    if len(large) < 2:
        return
    steps = math.log(large[-1][0] / large[0][0])
    names = ("plain TF-IDF", "candidates", "rank")
    pairs = zip(names, large[0][1:], large[-1][1:], strict=True)
    shown = (f"{name} {math.log(b / a) / steps:.2f}" for name, a, b in pairs)
    print(f"growth, exponent from {large[0][0]:,}:", ", ".join(shown))


def read(path: Path) -> Labelled:
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = [{label for label in row["labels"].split("|") if label} for row in rows]
    return Labelled([row["text"] for row in rows], labels)


def f1(found: Set[object], right: Set[object]) -> float:
    return 2 * len(found & right) / max(len(found) + len(right), 1)


def recovery(data: Labelled, found: Sequence[Candidate]) -> float:
    members = [set(theme.members) for theme in found]
    themes = [data.of(theme) for theme in data.themes(SCARCE // 2)]
    return sum(max(f1(held, m) for m in members) for held in themes) / len(themes)


def show_worth(data: Labelled) -> None:
    for count in (None, 20):
        start = time.perf_counter()
        found = candidates(data.texts, count=count)
        seconds = time.perf_counter() - start
        held = len({i for theme in found for i in theme.members}) / len(data.texts)
        print(
            f"{len(found)} candidates from {len(data.texts):,} comments in"
            f" {seconds:.1f} s: recovery {recovery(data, found):.3f},"
            f" {held:.0%} of the comments in one"
        )
    print("coded      LRAP  first right  F1 of suggestions  likely, and right")
    for shots in (5, 10, 20):
        rounds = [assisted(data, shots, seed) for seed in range(ROUNDS)]
        coded, *means = (sum(v) / ROUNDS for v in zip(*rounds, strict=True))
        print(
            "{:5.0f}  {:8.3f}  {:11.3f}  {:17.3f}  {:6.0%}  {:5.0%}".format(
                coded, *means
            )
        )


def assisted(data: Labelled, shots: int, seed: int) -> tuple[float, ...]:
    """Code `shots` times as many comments as there are themes and rank the rest."""
    themes = data.themes(SCARCE)
    book = [{"theme": theme, "description": "", "examples": []} for theme in themes]
    drawn = random.Random(seed).sample(range(len(data.texts)), shots * len(themes))
    codings = {i: data.labels[i] & {*themes} for i in drawn}
    ranking = rank(data.texts, codings, book)
    rest = [i for i in range(len(data.texts)) if i not in codings]
    return (len(codings), *figures(data, ranking, themes, rest))


def figures(
    data: Labelled, ranking: Ranking, themes: Sequence[str], rest: Sequence[int]
) -> tuple[float, ...]:
    import numpy as np
    from sklearn.metrics import label_ranking_average_precision_score

    truth = np.array([[theme in labels for theme in themes] for labels in data.labels])
    coded = [i for i in rest if truth[i].any()]
    scores = ranking.scores[coded]
    lrap = label_ranking_average_precision_score(truth[coded], scores)
    first = truth[coded, scores.argmax(axis=1)].mean()
    right = {(i, theme) for i in rest for theme in data.labels[i] & {*themes}}
    given = {
        (i, theme): band
        for i in rest
        for theme, band in zip(ranking.suggested[i], ranking.bands[i], strict=True)
    }
    likely = {pair for pair, band in given.items() if band == "likely"}
    sure = len(likely & right) / max(len(likely), 1)
    share = len(likely) / max(len(given), 1)
    return lrap, first, f1(set(given), right), share, sure


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("labelled", type=Path, nargs="?", default=LABELLED)
    parser.add_argument("--up-to", type=int, default=SIZES[-1])
    options = parser.parse_args()
    show_cost(options.up_to)
    if options.labelled.exists():
        show_worth(read(options.labelled))
    else:
        print(f"worth: left out, there is no {options.labelled.name}")


if __name__ == "__main__":
    main()
