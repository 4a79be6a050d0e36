"""A verifier is measured: by source, over the stances that a source can have, and on edits of news sentences."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
import typer
from typer.testing import CliRunner

from eval.excerpts import Story, read_stories
from eval.outcomes import macro_f1
from eval.stances import EDITS, GoldPair, Judged, Pairs, edit_pairs, figures, for_measuring, judge, load_pairs
from eval.stancing import stance, tell, write
from eval.valued import compared, differences
from index.errors import UserError
from rag.settings import Settings
from rag.verifying import Pair, Stance, Stances

DATA = os.environ.get("NEWSCHECK_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="NEWSCHECK_DATA does not name the folder of the public sets")


class Quoting:
    """Takes a statement as supported where the passage holds it letter by letter, and as refuted elsewhere."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        return [stances(supports=0.8) if pair.statement in pair.passage else stances(refutes=0.7) for pair in pairs]


def stances(*, supports: float = 0.1, refutes: float = 0.1) -> Stances:
    return Stances(supports=supports, refutes=refutes, neither=1 - supports - refutes)


def judged(source: str, gold: Stance, said: Stances) -> Judged:
    return Judged(pair=GoldPair(source=source, statement="s", passage="p", gold=gold), stances=said)


def data_folder(folder: Path, rows: list[dict[str, str]], articles: list[dict[str, str]]) -> Path:
    for name, lines in (("entailment/dev", rows), ("news/articles", articles)):
        file = folder / f"{name}.jsonl.gz"
        file.parent.mkdir(parents=True)
        file.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))
    return folder


def row(source: str, label: str) -> dict[str, str]:
    return {"source": source, "label": label, "premise": "Rain fell.", "hypothesis": f"It rained in {source}."}


def stories(many: int) -> list[Story]:
    """Each tells a number, a name and a form that can be reworded."""
    told = (
        "The council of town {n} said it does not have {m} bridges in Kenya.",
        "But the mayor of town {n} is sure that they are closed for now.",
        "He did not say when the road to town {n} will be open to trucks.",
    )
    return [
        Story(url=f"https://a.org/{n}", text=" ".join(told).format(n=f"N{chr(97 + n % 26)}", m=20 + n))
        for n in range(many)
    ]


def test_two_stances_are_told_apart_where_a_source_has_no_third() -> None:
    said = Stances(supports=0.25, refutes=0.15, neither=0.6)
    assert judged("lingnli", "neither", said).verdict == "neither"
    fm2 = judged("fm2", "supports", said)
    assert fm2.verdict == "supports"
    assert fm2.confidence == pytest.approx(0.625)


def test_a_source_is_scored_by_accuracy_macro_f1_and_calibration() -> None:
    found = figures([
        judged("lingnli", "supports", stances(supports=0.8)), judged("lingnli", "refutes", stances(supports=0.8)),
        judged("fm2", "refutes", stances(refutes=0.9)),
    ])  # fmt: skip
    assert found["lingnli accuracy"].value == 0.5
    assert found["lingnli macro-F1"].value == pytest.approx(1 / 3)
    assert found["mean macro-F1"].value == pytest.approx((1 / 3 + 1) / 2)
    assert found["fm2 ECE"].value == pytest.approx(0.1)
    assert found["lingnli ECE"].value == pytest.approx((0.2 + 0.8) / 2)


def test_macro_f1_is_that_of_claims() -> None:
    rng = Random(0)
    kinds: list[Stance] = ["supports", "refutes", "neither"]
    pairs = [
        judged("healthver", rng.choice(kinds), stances(supports=rng.random() / 2, refutes=rng.random() / 2))
        for _ in range(200)
    ]
    reference = macro_f1([one.pair.gold for one in pairs], [one.verdict for one in pairs])
    assert figures(pairs)["healthver macro-F1"].value == pytest.approx(reference)


def test_edits_are_scored_by_what_should_be_said_of_them() -> None:
    pairs = [
        GoldPair(source="number", statement="It has 9 seats.", passage="It has 4 seats.", gold="refutes"),
        GoldPair(source="copy", statement="It has 4 seats.", passage="It has 4 seats.", gold="supports"),
        GoldPair(source="paraphrase", statement="It has four seats.", passage="It has 4 seats.", gold="supports"),
    ]
    found = {name: figure.value for name, figure in figures(judge(Quoting(), pairs)).items()}
    assert found["number refutes"] == found["all refutes"] == found["copy supports"] == 1.0
    assert (found["paraphrase supports"], found["all supports"]) == (0.0, 0.5)


def test_an_entailment_set_keeps_its_sources_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    rows = [row("lingnli", "entailment"), row("fm2", "contradiction"), row("fm2", "neutral"), row("control", "neutral")]
    pairs = load_pairs("entailment", data_folder(tmp_path, rows, []))
    assert [(pair.source, pair.gold) for pair in pairs.pairs] == [("lingnli", "supports"), ("fm2", "refutes")]
    assert dict(pairs.left_out) == {"fm2: labelled neutral": 1, "control: not one of the 6 sets that are measured": 1}


def test_edits_are_one_of_each_story_with_its_passage_and_the_same_for_a_seed() -> None:
    wanted = {"number": 2, "name": 2, "copy": 2, "paraphrase": 2}
    made, without = edit_pairs(stories(12), Random(1), wanted)
    assert Counter(pair.source for pair in made) == wanted
    assert without == 0
    for pair in made:
        assert (pair.statement in pair.passage) == (pair.source == "copy")
        assert pair.gold == EDITS[pair.source][0]
    assert edit_pairs(stories(12), Random(1), wanted)[0] == made


def test_comparing_values_is_told_beside_what_the_verifier_says_alone() -> None:
    class Believing:
        def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
            return [stances(supports=0.8) for _ in pairs]

    pairs = [
        GoldPair(source="number", statement="The hall has 90 seats.", passage="The hall has 40 seats.", gold="refutes"),
        GoldPair(source="unit", statement="It is 4 km away.", passage="It is 4 miles away.", gold="refutes"),
        GoldPair(source="copy", statement="The hall has 40 seats.", passage="The hall has 40 seats.", gold="supports"),
    ]
    before = judge(Believing(), pairs)
    after = compared(before)
    assert [one.verdict for one in after] == ["refutes", "refutes", "supports"]
    found = {one.measure: (one.before, one.after) for one in differences(before, after)}
    assert (found["number"], found["copy"]) == ((0.0, 1.0), (1.0, 1.0))
    assert found["all"] == pytest.approx((1 / 3, 1.0))


def test_too_few_articles_are_an_error_that_says_so(tmp_path: Path) -> None:
    articles = [{"url": story.url, "text": story.text} for story in stories(30)]
    with pytest.raises(UserError, match=r"Only \d+ of 750 edits"):
        load_pairs("edits", data_folder(tmp_path, [], articles))


def test_an_article_is_kept_for_measuring_by_its_url_alone() -> None:
    kept = [for_measuring(f"https://a.org/{number}") for number in range(2_000)]
    assert 140 < sum(kept) < 260
    assert kept == [for_measuring(f"https://a.org/{number}") for number in range(2_000)]


def test_the_table_tells_counts_what_was_left_out_and_the_seed(tmp_path: Path) -> None:
    made, _ = edit_pairs(stories(12), Random(1), {"number": 2, "copy": 2})
    file = tmp_path / "articles"
    file.write_text("a")
    pairs = Pairs(
        name="edits", files=(file,), pairs=tuple(made), left_out={"articles in which nothing could be edited": 3}
    )
    told = "\n".join(tell(pairs, judge(Quoting(), made), Settings(embedder="letters"), seed=4))
    assert told.startswith("edits (seed 4): 4 cases, data ca978112ca1b")
    assert "2 copy supports, 2 number refutes" in told
    assert "number refutes       1.000 [1.000, 1.000]  2 pairs" in told
    assert "number               1.000 -> 1.000  +0.000 [+0.000, +0.000]" in told
    assert "left out: 3 articles in which nothing could be edited" in told


def test_each_pair_is_written_with_its_verdict(tmp_path: Path) -> None:
    pair = GoldPair(source="copy", statement="Rain fell.", passage="Rain fell.", gold="supports")
    write(judge(Quoting(), [pair]), tmp_path / "pairs.jsonl")
    assert json.loads((tmp_path / "pairs.jsonl").read_text()) == {
        "verdict": "supports", "compared": "supports", "published": None,
        "source": "copy", "statement": "Rain fell.", "passage": "Rain fell.", "gold": "supports",
        "supports": 0.8, "refutes": 0.1, "neither": pytest.approx(0.1),
    }  # fmt: skip


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command by itself, with a verifier whose answers one can predict."""
    monkeypatch.setattr("rag.models.open_verifier", lambda settings, **_: Quoting() if settings.models else None)
    app = typer.Typer()
    app.command()(stance)
    return app


def test_the_command_prints_the_figures_of_a_set(command: typer.Typer, tmp_path: Path) -> None:
    data = data_folder(tmp_path, [{**row("lingnli", "entailment"), "hypothesis": "Rain fell."}], [])
    (data / "news").mkdir(exist_ok=True)
    result = CliRunner().invoke(command, ["entailment", "--data", str(data)], env={"NEWSCHECK_EMBEDDER": "letters"})
    assert result.exit_code == 0, result.output
    assert "lingnli accuracy     1.000 [1.000, 1.000]  1 pairs" in result.output


def test_without_a_verifier_the_command_says_how_to_name_one(command: typer.Typer, tmp_path: Path) -> None:
    arguments = ["edits", "--data", str(data_folder(tmp_path, [], []))]
    result = CliRunner().invoke(command, arguments, env={"NEWSCHECK_MODELS": "false"})
    assert isinstance(result.exception, UserError)
    assert "no verifier" in str(result.exception)


@needs_data
@pytest.mark.slow
def test_seven_hundred_and_fifty_edits_are_made_of_articles_that_are_kept_for_it() -> None:
    pairs = load_pairs("edits", Path(str(DATA)))
    assert Counter(pair.source for pair in pairs.pairs) == {kind: many for kind, (_, many) in EDITS.items()}
    told = " ".join(pairs.pairs[0].passage.split())
    kept = (story.text for story in read_stories(Path(str(DATA))) if for_measuring(story.url))
    assert any(told in " ".join(text.split()) for text in kept)
