"""A verdict says why, by whom and when, and what would change it, and tells nothing that is not in what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from index.records import Document, Hit, Passage
from index.splitting import Span
from rag.attributing import Speech
from rag.calibration import VerdictCalibration
from rag.checker import FactChecker
from rag.checking import compose
from rag.comparing import compare
from rag.covering import Coverage
from rag.explaining import explain, names, plain
from rag.records import LABELS, Label
from rag.settings import Settings
from rag.speakers import attribution
from rag.verifying import Stance, Stances
from rag.voices import Voice
from tests.helpers import RSM, CountingVerifier, add, article
from tests.rag.test_comparing import AGREES, CURRENCIES, DIFFERS, NOTHING

OURS = {"An", "The", "That", "No", "Others", "It"}
"""Words that a sentence of ours may begin with."""


def voice(sentence: str, claim: str, **facts: object) -> Voice:
    given = {"published": date(2020, 2, 15), **facts}
    document = Document(title="", text=sentence, origin="/news/a.txt", **given)  # type: ignore[arg-type]
    whole = Coverage(words=1.0, names=1.0, numbers=1.0)
    even = Stances(supports=0.4, refutes=0.4, neither=0.2)
    found = compare(claim, sentence, published=document.published)
    return Voice(
        document=document, sentence=Span(0, len(sentence)), stances=even, passage=even, rank=0, here=whole,
        around=whole, comparison=found,
    )  # fmt: skip


def why(claim: str, label: Label, *told: tuple[str, Stance], source: str | None = "New Wire") -> str:
    return explain(claim, label, [(voice(sentence, claim, source=source), stance) for sentence, stance in told])


def test_a_refuted_claim_is_explained_by_the_other_value() -> None:
    assert why("The RSM has 12,000 soldiers.", "refuted", (RSM, "refutes")) == (
        "New Wire of 15 Feb 2020 gives 16,000 where the claim says 12,000. "
        "An article that gives 12,000 would change this."
    )


def test_who_has_left_an_office_is_told_to_have_left_it() -> None:
    claim, sentence = "Tomas Velder is Velmora's finance minister.", "Finance minister Tomas Velder resigned on Friday."
    assert why(claim, "refuted", (sentence, "refutes")) == (
        "New Wire of 15 Feb 2020 tells “resigned” of whom the claim calls Velmora's finance minister. "
        "An article that supports it would change this."
    )


def test_a_supported_claim_is_explained_by_the_value_in_the_articles_form() -> None:
    told = why("The RSM has about 16 thousand soldiers.", "supported", (RSM, "supports"))
    assert told.startswith("New Wire of 15 Feb 2020 gives 16,000, which agrees with about 16 thousand. ")


def test_a_derived_value_is_told_as_derived_with_its_working() -> None:
    told = why("8,000 Americans serve in the RSM.", "supported", (RSM, "supports"))
    assert "does not give 8,000 itself, but it follows: half of 16,000 is 8,000 (derived)." in told


@pytest.mark.parametrize(
    ("value", "told"),
    [("remain", "“remain”"), ("half", "half"), ("Between 10 and 15", "between 10 and 15"), ("Marsk", "Marsk")],
)
def test_within_a_sentence_a_word_is_quoted_and_a_value_or_a_name_is_not(value: str, told: str) -> None:
    assert plain(value) == told


def test_a_claim_without_values_is_explained_by_who_says_so_and_what_would_change_it() -> None:
    claim = "The RSM is in Kabul."
    assert why(claim, "supported", ("The RSM is in Kabul.", "supports"), source=None) == (
        "The article of 15 Feb 2020 supports the claim. An article that says otherwise would change this."
    )
    assert "says otherwise. An article that supports it" in why(claim, "refuted", ("It is not there.", "refutes"))


def test_a_conflict_names_both_sides_and_what_each_gives() -> None:
    claim = "The RSM has 12,000 soldiers."
    told = why(claim, "conflicting", ("The RSM has 12,000 soldiers.", "supports"), (RSM, "refutes"))
    assert "gives 12,000 as well. New Wire of 15 Feb 2020 gives 16,000 where the claim says 12,000." in told


def test_an_open_claim_is_explained_by_the_names_that_no_passage_has() -> None:
    claim = "The RSM commander is Austin Miller."
    assert why(claim, "not_enough_evidence", (RSM, "neither")).startswith(
        "No passage that was found names Austin Miller. "
    )
    both = [("Austin Miller was born there.", "neither"), (RSM, "neither")]
    told = why(claim, "not_enough_evidence", *both)  # type: ignore[arg-type]
    assert told.startswith("No passage that was found names both RSM and Austin Miller. ")


def test_a_name_whose_other_form_an_article_explains_is_not_missing() -> None:
    document = Document(title="", text="The Resolute Support Mission (RSM) is large. The RSM trains.", origin="/a")
    hit = Hit(passage=Passage(document_id=document.id, start=45, text="The RSM trains."), document=document, score=1.0)
    claim = "The Resolute Support Mission has tanks."
    told = explain(claim, "not_enough_evidence", [(voice("The RSM trains.", claim), "neither")], [hit])
    assert told.startswith("The nearest sentences neither support the claim nor say otherwise.")


def test_nothing_found_is_said_so() -> None:
    calibration = VerdictCalibration.load()
    assert compose("It is so.", [], calibration=calibration).explanation.startswith("No article was found")


def test_a_place_keeps_its_capital_letter() -> None:
    told = why("Two men were killed in Basra.", "refuted", ("Two men were killed in Mosul.", "refutes"))
    assert told.startswith("New Wire of 15 Feb 2020 gives Mosul where the claim says Basra.")


def test_a_sum_in_another_currency_is_told_as_not_comparable() -> None:
    claim = "The bridge cost $5m."
    assert why(claim, "not_enough_evidence", ("The bridge cost 5 million euros.", "neither")) == (
        "New Wire of 15 Feb 2020 gives 5 million euros where the claim says $5m: without a rate of exchange, these "
        "cannot be compared. An article that gives it in the claim's currency would change this."
    )


def test_the_same_figure_in_another_currency_is_told_as_such() -> None:
    assert why("The bridge cost $5m.", "refuted", ("The bridge cost 5 million euros.", "refutes")).startswith(
        "New Wire of 15 Feb 2020 gives 5 million euros where the claim says $5m: the same figure, in another currency. "
    )


def test_another_number_that_follows_is_told_with_its_working() -> None:
    assert "gives half of the 16,000 where the claim says 5,000: half of 16,000 is 8,000 (derived)." in why(
        "The RSM has 5,000 Americans.", "refuted", (RSM, "refutes")
    )


def test_who_is_heard_to_speak_of_it_is_not_said_to_be_silent() -> None:
    claim = "The police said that 12,000 people took part in the march."
    police, other = (voice(text, claim) for text in ("Some 12,000 people marched, the police said.", "12,000 marched."))
    said = replace(police, speech=Speech(said=attribution(police.document, police.sentence)))
    told = replace(other, speech=Speech(said=None, withheld="supports"))
    assert "has the police say so" in explain(claim, "not_enough_evidence", [(told, "neither")])
    both = explain(claim, "not_enough_evidence", [(said, "neither"), (told, "neither")])
    assert "has the police say so" not in both


def test_names_are_runs_of_capital_letters_without_the_sentences_first_word() -> None:
    assert names("The US and Jens Stoltenberg met in Munich.") == ["US", "Jens Stoltenberg", "Munich"]


def cases() -> Iterator[tuple[str, str, Label, str | None]]:
    pairs = [*AGREES, *((claim, sentence) for claim, sentence, _ in (*DIFFERS, *CURRENCIES)), *NOTHING]
    for (claim, sentence), label, source in product(pairs, LABELS, ("New Wire", None)):
        yield claim, sentence, label, source


def test_no_explanation_tells_a_number_or_a_name_that_is_not_in_the_evidence() -> None:
    told = 0
    for claim, sentence, label, source in cases():
        other = "The council of Ilda had 77 meetings on 3 June 2011."
        sides: list[tuple[str, Stance]] = [
            (sentence, "refutes" if label == "refuted" else "supports"),
            (other, "supports" if label == "refuted" else "refutes"),
        ]
        found = why(claim, label, *sides, source=source)
        working = compare(claim, sentence, published=date(2020, 2, 15))
        evidence = f"{claim} {sentence} {other} {source or ''} 15 Feb 2020 {working.working if working else ''}"
        assert foreign(found, evidence) == [], (claim, sentence, label, found)
        told += 1
    assert told > 600


def foreign(told: str, evidence: str) -> list[str]:
    """Numbers and words with capital letters of an explanation that are not in the evidence."""
    words = re.findall(r"\d(?:[\d,.]*\d)?\w*|[^\W\d_]+", told)
    shown = [word for word in words if word[0].isdigit() or (word[0].isupper() and word not in OURS)]
    return [word for word in shown if not re.search(rf"(?<![\w.,]){re.escape(word)}(?!\w)", evidence)]


@pytest.mark.parametrize("claim", ["The RSM has 12,000 soldiers.", "The RSM has 16 thousand soldiers.", "Bees swim."])
def test_the_explanation_of_a_checked_claim_stands_on_what_is_cited(claim: str, settings: Settings) -> None:
    add(settings, [article(RSM, key="a", title="Old", published="2020-02-15", source="Old Wire")])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        verdict = checker.check(claim)
    cited = " ".join(f"{c.quote} {c.source} {c.published:%-d %b %Y}" for c in verdict.citations if c.published)
    assert verdict.explanation
    assert foreign(verdict.explanation, f"{claim} {cited}") == []
    assert verdict.to_dict()["explanation"] == verdict.explanation
