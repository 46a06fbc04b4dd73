"""The themes engine beside plain methods on the same comments, in one run.

    python -m benchmarks.themes [LABELLED.csv] [--draws 10] [--cost]

Coding: with 5 and 10 coded comments per theme, drawn anew for each draw, the rest is
ranked by the engine and by TF-IDF with one logistic regression per theme. LRAP is the
label ranking average precision; F1 is micro-averaged with as many suggestions as the
coder gives. Recovery: the mean over themes of the best F1 that any of 20 candidates
reaches, beside NMF and LSA with k-means. Cost: CPU time of `rank` beside TF-IDF with
logistic regression at 10,000 and 100,000 comments made of the labelled ones.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engine import LABELLED, SCARCE, Labelled, cpu, read, recovery
from evaluation.engine import Candidate, candidates, rank

SHOTS = (5, 10)
SIZES = (10_000, 100_000)
THEMES_FOUND = 20


def truth_of(data: Labelled, themes: Sequence[str]) -> Any:
    import numpy as np

    return np.array([[theme in labels for theme in themes] for labels in data.labels])


def plain_scores(texts: Sequence[str], coded: Sequence[int], truth: Any) -> Any:
    """Scores of TF-IDF of words and pairs with one logistic regression per theme."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    matrix = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit_transform(texts)
    scores = np.zeros(truth.shape)
    for column in range(truth.shape[1]):
        given = truth[coded, column]
        if given.any() and not given.all():
            model = LogisticRegression(C=10, class_weight="balanced", max_iter=500)
            scores[:, column] = model.fit(matrix[coded], given).predict_proba(matrix)[
                :, 1
            ]
    return scores


def lrap_and_f1(
    scores: Any, truth: Any, coded: Sequence[int], per_comment: float
) -> tuple[float, float]:
    """Both figures over the comments that were not coded."""
    import numpy as np
    from sklearn.metrics import label_ranking_average_precision_score

    rest = np.setdiff1d(np.arange(len(truth)), coded)
    told, held = truth[rest], scores[rest]
    some = told.any(axis=1)
    lrap = label_ranking_average_precision_score(told[some], held[some])
    wanted = max(round(per_comment * len(rest)), 1)
    cut = np.sort(held, axis=None)[::-1][wanted - 1]
    given = (held >= cut) & (held > 0)
    return lrap, 2 * (given & told).sum() / max(given.sum() + told.sum(), 1)


def draw(data: Labelled, shots: int, seed: int) -> list[tuple[float, float]]:
    """(LRAP, F1) of the engine and of the plain method for one draw."""
    themes = data.themes(SCARCE)
    truth = truth_of(data, themes)
    number = range(len(data.texts))
    coded = sorted(random.Random(seed).sample(number, shots * len(themes)))
    codings = {i: data.labels[i] & {*themes} for i in coded}
    book = [{"theme": t, "description": "", "examples": []} for t in themes]
    scores = [rank(data.texts, codings, book).scores]
    scores.append(plain_scores(data.texts, coded, truth))
    return [
        lrap_and_f1(s, truth, coded, truth[coded].sum() / len(coded)) for s in scores
    ]


def show_coding(data: Labelled, draws: int) -> None:
    print("examples  engine LRAP, F1   plain LRAP, F1   ratio LRAP, F1")
    for shots in SHOTS:
        found = [draw(data, shots, seed) for seed in range(draws)]
        means = [
            sum(row[k][i] for row in found) / draws for k in (0, 1) for i in (0, 1)
        ]
        ratios = means[0] / means[2], means[1] / means[3]
        print(
            "{:8d}  {:.3f} {:.3f}       {:.3f} {:.3f}      {:.3f} {:.3f}".format(
                shots, *means, *ratios
            )
        )


def plain_candidates(texts: Sequence[str]) -> dict[str, list[Candidate]]:
    """The members that NMF and LSA with k-means find."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.decomposition import NMF, TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    plain = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english")
    matrix = plain.fit_transform(texts)
    factors = NMF(THEMES_FOUND, init="nndsvda", random_state=0).fit_transform(matrix)
    latent = TruncatedSVD(100, random_state=0).fit_transform(matrix)
    clusters = KMeans(THEMES_FOUND, n_init=10, random_state=0).fit_predict(latent)
    owners = {"NMF": np.where(factors.any(axis=1), factors.argmax(axis=1), -1)}
    owners["LSA + k-means"] = clusters
    return {
        name: [
            Candidate("", (), tuple(np.flatnonzero(owner == k).tolist()), (), (), ())
            for k in range(THEMES_FOUND)
        ]
        for name, owner in owners.items()
    }


def show_recovery(data: Labelled) -> None:
    found = {"engine": list(candidates(data.texts, count=THEMES_FOUND))}
    for name, themes in {**found, **plain_candidates(data.texts)}.items():
        print(f"recovery of {len(themes)} by {name}: {recovery(data, themes):.3f}")


def show_cost(data: Labelled) -> None:
    """Comments beyond the labelled ones are pairs of them, joined at random."""
    themes = data.themes(SCARCE)
    book = [{"theme": t, "description": "", "examples": []} for t in themes]
    chance = random.Random(1)
    coded = list(range(5 * len(themes)))
    for size in SIZES:
        more = size - len(data.texts)
        pairs = [" ".join(chance.sample(data.texts, 2)) for _ in range(more)]
        texts = [*data.texts, *pairs]
        truth = truth_of(Labelled(texts, [*data.labels, *[set()] * more]), themes)
        codings = {i: data.labels[i] & {*themes} for i in coded}
        plain = cpu(lambda t=texts, y=truth: plain_scores(t, coded, y))
        engine = cpu(lambda t=texts, c=codings: rank(t, c, book))
        print(f"{size:,} comments: rank {engine:.1f} s, plain {plain:.1f} s of CPU,")
        print(f"    {engine / plain:.2f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("labelled", type=Path, nargs="?", default=LABELLED)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--cost", action="store_true")
    options = parser.parse_args()
    data = read(options.labelled)
    show_coding(data, options.draws)
    show_recovery(data)
    if options.cost:
        show_cost(data)


if __name__ == "__main__":
    main()
