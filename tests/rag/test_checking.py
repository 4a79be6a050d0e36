"""Claims are supported, refuted, in conflict or left open, by sentences of stored articles, and copies count once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from index.archive import Archive
from index.embedding import open_embedder
from index.errors import UserError
from index.records import Article, Hit
from rag.asking import Ask
from rag.checker import FactChecker
from rag.citing import check as check_citation
from rag.pipeline import DEEP
from rag.records import Verdict
from rag.settings import Settings
from rag.verifying import Pair, Stances
from rag.voices import LOOKED_AT
from tests.helpers import RSM, CountingVerifier, add, article

CUT = "NATO said on Thursday that the RSM now has 12,000 soldiers."


@pytest.fixture(scope="module")
def verified(seed_settings: Settings) -> Iterator[FactChecker]:
    """The seed article, with a verifier that one can predict."""
    with FactChecker.open(settings=seed_settings, verifier=CountingVerifier()) as opened:
        yield opened


def checked(settings: Settings, claim: str, *articles: Article) -> Verdict:
    add(settings, articles)
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        return opened.check(claim)


def story(text: str, *, key: str, day: str = "2021-05-03", title: str = "Soldiers of the mission") -> Article:
    return article(text, key=key, title=title, published=day, source=f"{key} News")


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("The RSM has 16,000 soldiers.", "supported"),
        ("The RSM has 12,000 soldiers.", "refuted"),
        ("The Resolute Support Mission has 16,000 soldiers.", "supported"),
    ],
    ids=["its figure", "another figure", "the long form of an abbreviation that the article explains"],
)
def test_the_sentence_with_the_figure_settles_a_claim(verified: FactChecker, claim: str, label: str) -> None:
    verdict = verified.check(claim)
    assert (verdict.label, verdict.citations[0].quote) == (label, RSM)
    assert verdict.as_of == date(2020, 2, 15)
    assert verdict.confidence > 0.5


def test_every_quote_stands_in_its_article_letter_by_letter(verified: FactChecker) -> None:
    for claim in ("The RSM has 12,000 soldiers.", "Bananas are yellow."):
        for citation in verified.check(claim).citations:
            check_citation(citation, verified.article(citation.article_id))


def test_what_no_sentence_speaks_of_is_left_open_with_the_nearest_sentences(verified: FactChecker) -> None:
    verdict = verified.check("The RSM commander is Austin Miller.")
    assert (verdict.label, verdict.as_of) == ("not_enough_evidence", None)
    assert 1 <= len(verdict.citations) <= 3
    assert {witness.stance for witness in verdict.sub_claims[0].evidence} == {"neither"}


def test_a_claim_without_a_full_stop_is_judged_as_with_one(seed_settings: Settings) -> None:
    verifier = CountingVerifier()
    with FactChecker.open(settings=seed_settings, verifier=verifier) as opened:
        opened.check("The RSM has tanks")
        opened.check("The RSM has “tanks.”")
    assert {pair.statement for pair in verifier.asked} == {"The RSM has tanks.", "The RSM has “tanks.”"}


def test_a_claim_about_other_days_finds_nothing(verified: FactChecker) -> None:
    claim, earlier = "The RSM has 16,000 soldiers.", date(2020, 2, 14)
    for verdict in (verified.check(claim, until=earlier), verified.check(claim, as_of=earlier)):
        assert (verdict.label, verdict.confidence, verdict.citations) == ("not_enough_evidence", 1.0, ())
    assert verified.check(claim, since=date(2020, 2, 15), language="en").label == "supported"


def test_articles_that_take_both_sides_are_in_conflict_and_both_are_cited(settings: Settings) -> None:
    verdict = checked(
        settings, "The RSM has 12,000 soldiers.",
        story("The RSM has 16,000 soldiers, NATO said.", key="first"),
        story(CUT, key="second", day="2021-05-04"),
    )  # fmt: skip
    assert verdict.label == "conflicting"
    assert {witness.stance for witness in verdict.sub_claims[0].evidence} == {"supports", "refutes"}
    assert {citation.source for citation in verdict.citations} == {"first News", "second News"}


def test_articles_of_one_side_support_each_other(settings: Settings) -> None:
    verdict = checked(
        settings, "The RSM has 12,000 soldiers.",
        story("The RSM has 12,000 soldiers, NATO said.", key="first"), story(CUT, key="second"),
    )  # fmt: skip
    assert verdict.label == "supported"
    assert len({citation.article_id for citation in verdict.citations}) == 2


def test_a_reprint_is_cited_beside_its_story_and_is_no_second_witness(settings: Settings) -> None:
    told = f"{CUT} The mission trains the army of Afghanistan in Kabul, Herat and Kandahar."
    articles = (story(told, key="first"), story(told, key="reprint", title="Reprinted"))
    verdict = checked(settings, "The RSM has 12,000 soldiers.", *articles)
    assert {citation.title for citation in verdict.citations} == {"Soldiers of the mission", "Reprinted"}
    assert {citation.quote for citation in verdict.citations} == {CUT}
    assert [witness.citation for witness in verdict.sub_claims[0].evidence] == [1, 2]


def test_two_sentences_of_one_article_are_no_conflict(settings: Settings) -> None:
    told = f"The RSM had 16,000 soldiers last year. {CUT}"
    assert checked(settings, "The RSM has 12,000 soldiers.", story(told, key="one")).label != "conflicting"


def test_a_verifier_is_asked_once_and_of_few_texts(seed_settings: Settings) -> None:
    verifier = CountingVerifier()
    with FactChecker.open(settings=seed_settings, verifier=verifier) as opened:
        hits = opened.check("The RSM has 12,000 soldiers.", k=4).hits
    assert len(hits) <= 4
    assert len(verifier.asked) == len(set(verifier.asked)) <= 2 * LOOKED_AT + len(hits)
    assert {pair.statement for pair in verifier.asked} == {"The RSM has 12,000 soldiers."}


def test_a_reranker_chooses_among_more_than_is_read(settings: Settings) -> None:
    offered: list[int] = []

    class LastFirst:
        def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
            offered.append(len(hits))
            return hits[::-1]

    add(settings, [story(f"Village {n} has {n} soldiers of the RSM.", key=f"v{n}") for n in range(DEEP + 5)])
    archive, embedder = Archive(settings.archive), open_embedder(settings.embedder, cache=settings.cache)
    checker = FactChecker(archive, embedder, settings, reranker=LastFirst(), verifier=CountingVerifier())
    assert len(checker.check("The RSM has 12 soldiers.", k=2).hits) == 2
    assert offered == [DEEP]


def test_without_a_verifier_checking_is_refused_with_what_to_do(plain: FactChecker) -> None:
    assert not plain.can_check
    with pytest.raises(UserError, match="no verifier is set") as raised:
        plain.check("The RSM has 12,000 soldiers.")
    assert "verifier=" in (raised.value.hint or "")


@pytest.mark.parametrize("claim", ["", "   ", "x" * 2001], ids=["empty", "blank", "endless"])
def test_an_empty_or_endless_claim_is_refused(verified: FactChecker, claim: str) -> None:
    with pytest.raises(UserError, match="The claim"):
        verified.check(claim)


def test_a_question_is_no_claim_and_is_sent_to_where_it_is_answered(verified: FactChecker) -> None:
    with pytest.raises(UserError, match="That is a question") as raised:
        verified.check("Does the RSM have 16,000 soldiers?")
    assert "newscheck ask" in (raised.value.hint or "")


def test_the_chain_of_claims_is_a_runnable(verified: FactChecker) -> None:
    chain, claim = verified.check_chain, "The RSM has 12,000 soldiers."
    assert chain.invoke(Ask(question=claim, passages=1)).label == "refuted"
    assert [verdict.label for verdict in chain.batch([claim, RSM])] == ["refuted", "supported"]
    assert asyncio.run(chain.ainvoke(claim)).label == "refuted"


def test_the_shape_of_a_verdict_has_every_field(verified: FactChecker) -> None:
    claim = "The RSM has 12,000 soldiers."
    shape = verified.check(claim).to_dict()
    names = [
        "claim",
        "label",
        "confidence",
        "as_of",
        "explanation",
        "citations",
        "timeline",
        "sub_claims",
        "timings_ms",
    ]
    assert list(shape) == names
    (part,) = shape["sub_claims"]
    assert (part["text"], claim[part["start"] : part["end"]]) == (claim, claim)
    names = ["text", "start", "end", "label", "confidence", "evidence", "explanation", "attributed_to"]
    assert list(part) == names
    assert part["explanation"] == shape["explanation"]
    assert part["evidence"][0] == {
        "stance": "refutes",
        "score": 0.9278,
        "citation": 1,
        "speaker": None,
        "outdated_by": None,
    }
    assert {"embed", "rerank", "verify"} <= shape["timings_ms"].keys()


class Believing:
    """Takes whatever stands beside a number for support."""

    def __init__(self, *, supports: float) -> None:
        self.stances = Stances(supports=supports, refutes=0.95 - supports, neither=0.05)

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        return [self.stances for _ in pairs]


def test_a_sentence_with_another_number_is_no_support_whatever_the_verifier_says(settings: Settings) -> None:
    add(settings, [story("The RSM has 16,000 soldiers, NATO said.", key="first")])
    with FactChecker.open(settings=settings, verifier=Believing(supports=0.95)) as opened:
        assert opened.check("The RSM has 12,000 soldiers.").label == "refuted"
        assert opened.check("The RSM has 16,000 soldiers.").label == "supported"


def test_the_claims_number_in_another_form_is_no_refutation_whatever_the_verifier_says(settings: Settings) -> None:
    add(settings, [story("The road to Karrow is 10 miles long.", key="first")])
    with FactChecker.open(settings=settings, verifier=Believing(supports=0.0)) as opened:
        assert opened.check("The road to Karrow is 16 km long.").label == "supported"
        assert opened.check("The road to Karrow is 20 km long.").label == "refuted"


def test_a_derived_number_supports_a_claim(settings: Settings) -> None:
    add(settings, [story(RSM, key="first")])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        verdict = opened.check("The US provides 8,000 soldiers for the RSM.")
    assert (verdict.label, verdict.citations[0].quote) == ("supported", RSM)
    assert "half of 16,000 is 8,000 (derived)" in verdict.explanation
