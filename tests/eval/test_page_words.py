"""A report says what was run, what its measures and axes mean, and how sure its shares are."""

from __future__ import annotations

import dataclasses
import re

from eval.glossary import MEANINGS
from eval.page import page
from eval.summarising import figures
from tests.eval.test_page import FIGURES, KINDS, made_run, read


def test_measures_are_explained_and_those_of_which_less_is_better_are_marked() -> None:
    reader = read(made_run(), dict.fromkeys(("right", "ECE"), FIGURES["right"]))
    assert [abbr["title"] for abbr in reader.of("abbr")] == [MEANINGS["right"], MEANINGS["ECE"]]
    assert reader.text.count("lower is better") == reader.text.count("Lower is better.") == 1
    assert list(MEANINGS) == list(figures(made_run()))


def test_the_head_says_how_it_was_asked_and_axes_say_what_they_are() -> None:
    facts = {"stages": ["dense", "lexical"], "evidence": "both", "models": {"embedder": "53aa51172d14"}}
    text = read(dataclasses.replace(made_run(), facts=facts)).text
    for told in ("dense, lexical", "both", "embedder 53aa51172d14", "↑ of these, wrong", "cases answered →"):
        assert told in text


def test_kinds_have_intervals() -> None:
    tracks = [svg["aria-label"] or "" for svg in read(made_run()).of("svg") if svg.get("class") == "track"]
    kinds = tracks[-len(KINDS) :]
    assert all(re.match(r"[\d.]+, between [\d.]+ and [\d.]+, on a scale from 0 to 1", told) for told in kinds)


def test_one_case_is_one_case() -> None:
    run = dataclasses.replace(made_run(), rows=made_run().rows[:1])
    assert "1 cases" not in page(run, {"right": FIGURES["right"] | {"cases": 1}})
