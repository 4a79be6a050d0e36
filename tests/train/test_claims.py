"""Training pairs: licences kept, caps kept, neutrals made, and sentences of articles beside passages."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from eval.excerpts import Story
from eval.stances import for_measuring
from index.errors import UserError
from train.claims import CAPS, LONGEST, ClaimPair, ClaimSet, read_claims, tidied
from train.licences import refusal
from train.neutrals import neutrals
from train.synthetic import SHARES, synthetic

DATA = os.environ.get("NEWSCHECK_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="NEWSCHECK_DATA does not name the folder of the public sets")


def row(
    source: str, label: str = "entailment", *, premise: str = "Rain fell.", licence: str = "MIT", **more: str
) -> dict[str, str]:
    return {
        "source": source,
        "label": label,
        "premise": premise,
        "hypothesis": "It rained.",
        "licence": licence,
        **more,
    }


def read(folder: Path, train: list[dict[str, str]], dev: list[dict[str, str]] | None = None) -> ClaimSet:
    (folder / "entailment").mkdir(parents=True)
    for name, rows in (("train", train), ("dev", dev or [])):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / "entailment" / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return read_claims(folder)


def story(number: int) -> Story:
    """Of nine sentences that have few words in common."""
    text = (
        f"The council of Kenya will build {20 + number} bridges near the old harbour in 2015. "
        "But engineers do not expect that the concrete lasts, according to Anna Lindqvist. "
        "Fishermen were worried about the noise after machines arrived on Monday. "
        "A museum of clocks is planned beside the western lighthouse. "
        "Its director, Peter Kowalski, has collected watches for decades. "
        "Visitors are asked to bring warm coats, which nobody sells there. "
        "Teachers said on Friday that three classes had written songs about whales. "
        "Some farmers were paid $400 for each acre of their land. "
        "The weather is often windy since the forest was cut in Norway."
    )
    return Story(url=f"https://a.org/{number}", text=text)


@pytest.mark.parametrize(
    ("source", "licence", "why"),
    [
        pytest.param("sick", "CC BY-NC-SA 3.0", "licence says NC", id="NC"),
        pytest.param("scifact", "not stated here (upstream CC BY-NC 2.0)", "licence says NC", id="NC upstream"),
        pytest.param("semiauto_sim_news", "unknown", "premises fall under an LDC agreement", id="LDC by source"),
        pytest.param("any", "LDC user agreement", "premises fall under an LDC agreement", id="LDC by licence"),
        pytest.param("semiauto_sim_wiki", "Wikipedia CC BY-SA 3.0", None, id="taken"),
        pytest.param("fever_dev_sr", "FEVER upstream CC BY-SA", None, id="share alike"),
    ],
)
def test_a_row_is_left_out_for_its_licence(source: str, licence: str, why: str | None) -> None:
    assert refusal({"source": source, "licence": licence}) == why


def test_rows_are_taken_or_counted_with_a_reason(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            row("lingnli"), row("lingnli"), row("pascal_rte", "not_entailment"), row("sick", licence="CC BY-NC-SA 3.0"),
            row("cad_nli", premise="Snow fell."), row("fever_dev_sr", premise="x" * (LONGEST + 1)), row("dnc_puns"),
            row("new_set"), row("conjnli", "neutral"), row("conjnli", "contradiction"),
        ],
        [row("lingnli", premise="Snow fell.")],
    )  # fmt: skip
    assert found.counts() == {("lingnli", "supports"): 1, ("pascal_rte", "not_supports"): 1}
    assert {why: many for why, many in found.left_out.items() if many} == {
        "lingnli: the same pair again, or labelled in two ways": 1, "sick: licence says NC": 1,
        "cad_nli: its passage is in a set that is measured with": 1, "fever_dev_sr: passage over 1,500 characters": 1,
        "dnc_puns: above its cap of 0": 1, "new_set: not among the sets that are trained on": 1,
        "conjnli: the same pair again, or labelled in two ways": 2,
    }  # fmt: skip


def test_a_set_is_cut_to_its_cap_and_drawn_the_same_each_time(tmp_path: Path) -> None:
    rows = [
        row("dnc_winogender", premise=f"Rain fell {number} times.")
        for number in range(CAPS["dnc_winogender"].pairs + 50)
    ]
    first, second = read(tmp_path / "a", rows), read(tmp_path / "b", rows)
    assert len(first.pairs) == CAPS["dnc_winogender"].pairs
    assert first.left_out["dnc_winogender: above its cap of 200"] == 50
    assert list(first) == list(second)


def test_an_unknown_label_says_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"train.jsonl.gz line 1: field 'label' is 'maybe'"):
        read(tmp_path, [row("lingnli", "maybe")])


def test_text_cut_into_tokens_is_put_together() -> None:
    assert tidied("Ali -LRB- born 1942 -RRB- did n't fight Liston 's `` heir '' , they said .") == (
        "Ali (born 1942) didn't fight Liston's \"heir\", they said."
    )


def test_a_neutral_pair_shares_words_with_a_passage_that_does_not_hold_its_subject() -> None:
    statement, other = (
        "Marie Curie discovered radium in a Paris laboratory in 1898.",
        "In 1898 he left his laboratory in Paris.",
    )
    pairs = [
        (statement, "Radium was found in a Paris laboratory in 1898 by Marie Curie."),
        ("Loti was a sailor.", other),
        ("Curie had two daughters.", "Marie Curie and her daughters left Paris."),
        ("Otters eat crabs.", "Otters live on crabs and mussels."),
    ]
    assert list(neutrals(pairs, Random(0), 10)) == [(statement, other)]
    assert list(neutrals(pairs, Random(0), 0)) == []


@cache
def made() -> list[ClaimPair]:
    return list(synthetic([story(number) for number in range(300)], Random(0), 200))


def test_pairs_of_articles_come_in_their_shares_and_with_their_labels() -> None:
    found = Counter((pair.source, pair.label) for pair in made())
    assert found == {(f"news_{kind}", label): round(share * 200) for kind, (label, share) in SHARES.items()}


def test_a_supported_sentence_stands_in_its_passage_and_an_untold_one_does_not() -> None:
    for pair in made():
        if pair.source == "news_copy":
            assert pair.statement in pair.passage
        if pair.label != "supports":
            assert pair.statement not in pair.passage


def test_no_article_that_is_kept_for_measuring_is_trained_on() -> None:
    numbers = [number for number in range(400) if for_measuring(story(number).url)]
    assert numbers
    assert list(synthetic([story(number) for number in numbers], Random(0), 50)) == []


def test_pairs_are_the_same_for_the_same_seed() -> None:
    first, second = (list(synthetic([story(number) for number in range(40)], Random(5), 30)) for _ in range(2))
    assert first == second


@needs_data
@pytest.mark.slow
def test_the_public_sets_give_the_pairs_that_the_caps_ask_for() -> None:
    found = read_claims(Path(str(DATA)))
    assert 55_000 < len(found.pairs) < 66_000
    assert not {"sick", "scifact", "semiauto_sim_news", "semiauto_base_news"} & {pair.source for pair in found}
    assert found.left_out["sick: licence says NC"] == 4_441
