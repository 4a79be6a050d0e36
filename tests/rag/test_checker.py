"""Python, LangChain and the command line give the same answers, with the seed article and the bundled model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from index.archive import Archive
from index.embedding import open_embedder
from index.errors import EmbedderMismatch, UserError
from index.filters import Filters
from index.records import Hit
from index.splitting import Span
from rag import Answer, FactChecker
from rag.asking import Ask
from rag.models import Models
from rag.reading import Reading
from rag.settings import Settings
from tests.helpers import RSM, add, article

QUESTION = "How many troops serve in RSM?"


def test_the_first_question_is_answered_with_its_sentence(checker: FactChecker) -> None:
    answer = checker.ask(QUESTION)
    assert (answer.status, answer.answer, answer.statement) == ("answered", "16,000", RSM)
    assert answer.as_of == date(2020, 2, 15)
    (citation,) = answer.citations
    document = checker.article(citation.article_id)
    assert document.text[citation.start : citation.end] == citation.quote == RSM
    assert citation.sha256 == document.sha256


def test_what_the_articles_do_not_say_is_declined(checker: FactChecker) -> None:
    answer = checker.ask("What is the boiling point of tungsten?")
    assert (answer.status, answer.answer, answer.statement) == ("not_in_articles", None, None)


def test_a_question_about_other_days_finds_nothing(checker: FactChecker) -> None:
    later, earlier = date(2021, 1, 1), date(2020, 2, 14)
    for answer in (
        checker.ask(QUESTION, since=later),
        checker.ask(QUESTION, until=earlier),
        checker.ask(QUESTION, as_of=earlier),
    ):
        assert (answer.status, answer.citations) == ("not_in_articles", ())
    assert checker.ask(QUESTION, as_of=date(2020, 2, 15)).answer == "16,000"


@pytest.mark.parametrize("question", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_question_is_refused(checker: FactChecker, question: str) -> None:
    with pytest.raises(UserError):
        checker.ask(question)


@pytest.mark.parametrize("question", [None, 3, "", " ", "x" * 2001, Ask(question=""), Ask(question="Who?", passages=0)])
def test_the_chain_refuses_what_is_no_question(checker: FactChecker, question: object) -> None:
    with pytest.raises(UserError):
        checker.chain.invoke(question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        ({"since": "last week"}, "since is 'last week'"),
        ({"as_of": 2020}, "as_of is 2020"),
        ({"source": 5}, "source is 5"),
        ({"language": ["en"]}, "language is"),
        ({"k": 0}, "k is 0; it counts passages, from 1"),
        ({"k": "3"}, "k is '3'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bound_that_is_none_is_refused_with_its_name(checker: FactChecker, bound: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError, match=told) as caught:
        checker.ask(QUESTION, **bound)
    assert caught.value.hint


def test_a_day_may_be_text(checker: FactChecker) -> None:
    assert checker.ask(QUESTION, since="2020-02-15", until="2020-02-15").answer == "16,000"
    bounded = Ask(question=QUESTION, filters=Filters(since="2020-02-16"))  # type: ignore[arg-type]
    assert checker.chain.invoke(bounded).hits == ()


def test_why_nothing_was_read_can_be_told(checker: FactChecker) -> None:
    assert checker.reach(Filters(source="Nobody")) == (0, 1)
    assert checker.reach() == (1, 1)


def test_a_closed_checker_says_that_it_is_closed(seed_settings: Settings) -> None:
    with FactChecker.open(settings=seed_settings.model_copy(update={"models": False})) as opened:
        chain = opened.chain
    for use in (lambda: opened.ask(QUESTION), lambda: chain.invoke(QUESTION), opened.articles, opened.reach):
        with pytest.raises(UserError, match="This FactChecker is closed"):
            use()


def test_the_chain_is_a_runnable(checker: FactChecker) -> None:
    chain = checker.chain
    assert chain.invoke(QUESTION).answer == "16,000"
    assert chain.invoke(Ask(question=QUESTION, passages=1)).answer == "16,000"
    assert [a.answer for a in chain.batch([QUESTION, "Who is the Spanish defence minister?"])] == [
        "16,000",
        "Margarita Robles",
    ]
    assert [a.answer for a in chain.stream(QUESTION)] == ["16,000"]
    assert asyncio.run(chain.ainvoke(QUESTION)).answer == "16,000"


def test_the_chain_composes_with_other_runnables(checker: FactChecker) -> None:
    as_json = checker.chain | (lambda answer: json.dumps(answer.to_dict()))
    assert json.loads(as_json.invoke(QUESTION))["answer"] == "16,000"


def test_documents_of_the_retriever_say_where_they_stand(checker: FactChecker) -> None:
    for found in checker.retriever.invoke(QUESTION):
        facts = found.metadata
        document = checker.article(facts["article_id"])
        assert document.text[facts["start"] : facts["end"]] == found.page_content
        assert facts["published"] == "2020-02-15"
        assert "source" in facts


def test_models_that_are_being_loaded_already_are_those_that_are_used(seed_settings: Settings) -> None:
    for models, checks in ((None, True), (Models(), False)):
        with FactChecker.open(settings=seed_settings, models=models) as checker:
            assert checker.can_check == checks


class SaysIceland:
    """A reader that one can predict: the first hit's first seven letters."""

    threshold = 0.5
    reads = None

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [
            Reading(document=hit.document, sentence=Span(0, 7), answer="Iceland", probability=0.99) for hit in hits[:1]
        ]


class Counting:
    """A reader that tells how many hits it was given."""

    threshold = 0.5

    def __init__(self, reads: int | None) -> None:
        self.reads = reads
        self.given: list[int] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.given.append(len(hits))
        return []


@pytest.mark.parametrize(
    ("reads", "k", "given"),
    [(2, None, 2), (2, 3, 3), (2, 1, 1), (None, None, 8)],
    ids=["as many as it is worth", "as many as are asked for", "fewer, too", "all, where it does not say"],
)
def test_a_reader_gets_as_many_hits_as_it_reads_or_as_are_asked_for(
    settings: Settings, reads: int | None, k: int | None, given: int
) -> None:
    add(settings, [article(f"Village {n} has {n} soldiers of the RSM.", key=f"v{n}") for n in range(9)])
    reader, embedder = Counting(reads), open_embedder(settings.embedder, cache=settings.cache)
    with FactChecker(Archive(settings.archive), embedder, settings, reader=reader) as checker:
        answer = checker.ask(QUESTION, k=k)
    assert reader.given == [given]
    assert len(answer.hits) == (k or settings.passages)


class LastFirst:
    """A reranker that turns the order round."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        return hits[::-1]


def asked_with(settings: Settings, **parts: object) -> Answer:
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    return FactChecker(Archive(settings.archive), embedder, settings, **parts).ask(QUESTION)  # type: ignore[arg-type]


def test_a_reader_and_a_reranker_plug_in(seed_settings: Settings, plain: FactChecker) -> None:
    assert asked_with(seed_settings, reader=SaysIceland()).answer == "Iceland"
    assert asked_with(seed_settings, reranker=LastFirst()).hits == plain.ask(QUESTION).hits[::-1]


def test_an_archive_of_another_embedder_is_refused(seed_settings: Settings) -> None:
    with pytest.raises(EmbedderMismatch):
        FactChecker.open(settings=seed_settings.model_copy(update={"embedder": "letters"}))
