""" "X said Y" takes X saying Y, and a verdict that stands on somebody's words tells whose they are."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from eval.cases import read_cases
from index.cleaning import clean
from index.loading import Loader
from index.records import Article, Document
from index.splitting import Span
from rag.attributing import claimed_by, heard, passage_heard
from rag.checker import FactChecker
from rag.doors.shapes import Verdict as Shape
from rag.doors.terminal import show_verdict
from rag.records import Label, Verdict
from rag.rendering import rendered
from rag.settings import Settings
from rag.verifying import Pair, Stances
from tests.helpers import ROOT, SEED, CountingVerifier, add, article, document

DAM = (
    "Mark Rutter, the defence minister, came to Lowmere on Monday. Rutter said the dam has 400 gates. "
    "The police said that 12 boats were lost. Rutter denied that money was missing. The dam stands among oaks. "
    "The museum has 30 rooms."
)
SURE = Stances(supports=0.9, refutes=0.04, neither=0.06)
AGAINST = Stances(supports=0.04, refutes=0.9, neither=0.06)
WIRE = ROOT / "eval" / "sets" / "wire"


class Careless(CountingVerifier):
    """Takes no notice of who says it."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        return super().verify([
            Pair(statement=pair.statement.split(" said ")[-1], passage=pair.passage) for pair in pairs
        ])  # fmt: skip


def after(claim: str, sentence: str, stances: Stances = SURE, *, text: str = DAM) -> Stances:
    """What a sentence of an article says to a claim, of which the verifier said `stances`."""
    made = document(text)
    start = text.index(sentence)
    return heard(claim, made, Span(start, start + len(sentence)), stances)[1]


def checked(settings: Settings, claim: str, text: str = DAM) -> Verdict:
    add(settings, [article(text, title="The dam", published="2021-05-03", source="Dam News")])
    with FactChecker.open(settings=settings, verifier=Careless()) as opened:
        return opened.check(claim)


GATES = "Rutter said the dam has 400 gates."
MONEY = "Rutter denied that money was missing."


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Rutter said the dam has 400 gates.", id="surname"),
        pytest.param("Mark Rutter said that the dam has 400 gates.", id="full name"),
        pytest.param("The defence minister said the dam has 400 gates.", id="his office"),
        pytest.param("According to Rutter, the dam has 400 gates.", id="according to"),
        pytest.param("The dam has 400 gates.", id="nobody is claimed to say it"),
    ],
)
def test_words_of_whom_the_claim_means_are_left_to_the_verifier(claim: str) -> None:
    assert (after(claim, GATES), after(claim, GATES, AGAINST)) == (SURE, AGAINST)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        pytest.param("Ann Lee said the dam has 400 gates.", GATES, id="another person's"),
        pytest.param("The police said the dam has 400 gates.", GATES, id="a person's, of the police"),
        pytest.param("The transport minister said the dam has 400 gates.", GATES, id="another office's"),
        pytest.param("Rutter said 12 boats were lost.", "The police said that 12 boats were lost.", id="the police's"),
        pytest.param("Rutter said the museum has 30 rooms.", "The museum has 30 rooms.", id="the article's own"),
    ],
)
def test_words_of_another_say_nothing_to_what_somebody_is_claimed_to_say(claim: str, sentence: str) -> None:
    assert after(claim, sentence).likeliest == after(claim, sentence, AGAINST).likeliest == "neither"


@pytest.mark.parametrize(
    ("claim", "likeliest"),
    [
        pytest.param("Rutter denied that money was missing.", "supports", id="denied, and he denies it"),
        pytest.param("Rutter said that money was missing.", "refutes", id="said, and he denies it"),
    ],
)
def test_what_is_denied_is_not_said(claim: str, likeliest: str) -> None:
    assert after(claim, MONEY, SURE).likeliest == after(claim, MONEY, AGAINST).likeliest == likeliest


def test_what_is_said_beside_a_denial_is_said() -> None:
    text = "Mark Rutter denied that money was missing and said the dam has 400 gates."
    assert after("Rutter said the dam has 400 gates.", text, text=text) == SURE
    assert after("Rutter said that money was missing.", text, text=text).likeliest == "refutes"


def test_to_have_said_refutes_to_have_denied() -> None:
    assert after("Rutter denied that the dam has 400 gates.", GATES).likeliest == "refutes"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            'The hall was dark.\n\n"The dam has 400 gates."', '"The dam has 400 gates."', id="nobody is named"
        ),
        pytest.param(
            "The company said the dam has 400 gates.", "The company said the dam has 400 gates.", id="the company"
        ),
        pytest.param(
            "Halden Rail counts 400 gates of the dam.", "Halden Rail counts 400 gates of the dam.", id="named"
        ),
    ],
)
def test_where_the_speaker_cannot_be_told_the_verifier_decides(text: str, sentence: str) -> None:
    assert after("Halden Rail said the dam has 400 gates.", sentence, text=text) == SURE


def test_a_passage_without_words_of_the_speaker_says_nothing() -> None:
    made = document(DAM)
    assert passage_heard("Ann Lee said the dam has 400 gates.", made, Span(0, len(DAM)), SURE).likeliest == "neither"
    assert passage_heard("Rutter said the dam has 400 gates.", made, Span(0, len(DAM)), SURE) == SURE


def test_what_somebody_did_is_no_claim_about_his_words() -> None:
    assert claimed_by("The ministry rejected the offer.") is None
    assert claimed_by("He said that the dam held.") is None


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        pytest.param("Rutter said the dam has 400 gates.", "supported", id="right speaker"),
        pytest.param("Ann Lee said the dam has 400 gates.", "not_enough_evidence", id="wrong speaker"),
        pytest.param("Rutter said the museum has 30 rooms.", "not_enough_evidence", id="the article itself"),
        pytest.param("Rutter said money was missing.", "refuted", id="denied"),
        pytest.param("The dam has 400 gates.", "supported", id="no speaker"),
    ],
)
def test_a_claim_is_judged_by_who_says_it(settings: Settings, claim: str, label: Label) -> None:
    assert checked(settings, claim).label == label


def test_a_verdict_on_somebodys_words_alone_tells_whose(settings: Settings) -> None:
    verdict = checked(settings, "The dam has 400 gates.")
    (part,) = verdict.sub_claims
    assert part.attributed_to == ("Mark Rutter",)
    assert part.evidence[0].speaker == "Mark Rutter"
    assert "It has Mark Rutter say so." in verdict.explanation
    assert Shape.model_validate(json.loads(json.dumps(verdict.to_dict()))).sub_claims[0].attributed_to == [
        "Mark Rutter"
    ]


def test_every_page_tells_it_beside_the_label(settings: Settings) -> None:
    verdict = checked(settings, "The dam has 400 gates.")
    out = Console(file=io.StringIO(), width=80)
    show_verdict(out, verdict)
    assert isinstance(out.file, io.StringIO)
    for page in (out.file.getvalue(), rendered(verdict), rendered(verdict, markdown=True)):
        assert "Supported, as said by Mark Rutter, " in page


def test_a_verdict_on_the_articles_own_words_has_no_speaker(settings: Settings) -> None:
    verdict = checked(settings, "The museum has 30 rooms.")
    assert verdict.sub_claims[0].attributed_to == ()
    assert verdict.sub_claims[0].evidence[0].speaker is None
    assert "as said by" not in rendered(verdict)


def test_who_the_speaker_is_is_told_by_the_article_itself() -> None:
    text = "Spanish defence minister, Margarita Robles, said the dam has 400 gates."
    claim, whole = "Margarita Robles is the Spanish defence minister.", Span(0, len(text))
    assert heard(claim, document(text), whole, SURE)[0].speaker is None
    assert heard("The dam has 400 gates.", document(text), whole, SURE)[0].speaker == "Margarita Robles"


def test_that_somebody_says_it_is_the_articles_own(settings: Settings) -> None:
    verdict = checked(settings, "Rutter said the dam has 400 gates.")
    assert verdict.sub_claims[0].attributed_to == ()
    assert verdict.sub_claims[0].evidence[0].speaker == "Mark Rutter"


def test_a_wrong_speaker_is_explained_by_the_right_one(settings: Settings) -> None:
    told = checked(settings, "Ann Lee said the dam has 400 gates.").explanation
    assert told.startswith("No passage that was found has Ann Lee say so; Dam News of 3 May 2021 has Mark Rutter ")


def stored(file: Path) -> Document:
    (found,) = Loader([str(file)])
    assert isinstance(found, Article)
    return clean(found)


def test_in_the_seed_article_a_ministers_words_are_hers_alone() -> None:
    made = stored(SEED)
    start = made.text.index("However, Spanish defence minister, Margarita Robles, confirmed")
    sentence = Span(start, made.text.index("”", start) + 1)
    claim = "{} said it is out of the question for Spain to take over combat activities."
    for who, likeliest in (
        ("Margarita Robles", "supports"), ("The Spanish defence minister", "supports"), ("Stoltenberg", "neither"),
    ):  # fmt: skip
        assert heard(claim.format(who), made, sentence, SURE)[1].likeliest == likeliest


def test_the_evidence_of_the_shipped_claims_is_heard_as_their_speakers_own() -> None:
    kept = total = 0
    for case in (*read_cases(WIRE / "attribution.jsonl"), *read_cases(WIRE / "attribution-development.jsonl")):
        for given in case.evidence if case.kind == "right speaker" else ():
            made = stored(WIRE / "articles" / str(given.article))
            start = made.text.index(given.quote)
            total += 1
            kept += heard(case.question, made, Span(start, start + len(given.quote)), SURE)[1] == SURE
    assert (kept, total) == (28, 29)  # no words between them tell that the former curator is Ivo Hendry


@pytest.mark.parametrize("speaker", ["Dam News", "the Dam News", "The article"])
def test_what_an_article_says_itself_is_said_by_its_source(settings: Settings, speaker: str) -> None:
    assert checked(settings, f"{speaker} said the museum has 30 rooms.").label == "supported"


def test_what_an_article_says_itself_is_not_said_by_another_source(settings: Settings) -> None:
    assert checked(settings, "The Ilda Post said the museum has 30 rooms.").label == "not_enough_evidence"


def test_an_article_without_a_source_is_named_within_the_sentence(settings: Settings) -> None:
    add(settings, [article(DAM, title="The dam", published="2021-05-03")])
    with FactChecker.open(settings=settings, verifier=Careless()) as opened:
        told = opened.check("The Ilda Post said the museum has 30 rooms.").explanation
    assert "has The Ilda Post say so; the article of 3 May 2021 speaks of it in words of its own." in told
