"""Texts over HTTP are what Python makes of them, told while they are checked; they hold nobody up."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rag.checker import FactChecker
from rag.doors.http.shapes import TEXT as EXAMPLE
from rag.doors.texts.markdown import as_markdown
from rag.settings import Settings
from rag.verifying import Pair, Stances
from tests.helpers import CountingVerifier, add, article
from tests.rag.http.helpers import error_of, events_of, serving

TEXT = (
    "The harbour was built in 1907 and has nine cranes.\n\n"
    "- Is it old?\n- The harbour was built in 1911. Mars is red.\n"
)
SENTENCES = 4


class Held(CountingVerifier):
    """Judges when it is let go on; `reached` tells that it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go_on = threading.Event(), threading.Event()

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        self.reached.set()
        assert self.go_on.wait(60)
        return super().verify(pairs)


@pytest.fixture
def harbour(settings: Settings) -> Settings:
    add(settings, [article("The harbour was built in 1907. The harbour has nine cranes.", published="2020-07-09")])
    return settings


@pytest.fixture
def checker(harbour: Settings) -> Iterator[FactChecker]:
    with FactChecker.open(settings=harbour, verifier=CountingVerifier()) as opened:
        yield opened


@pytest.fixture
def client(checker: FactChecker) -> Iterator[httpx.Client]:
    with serving(checker) as opened:
        yield opened


def untimed(told: dict[str, Any]) -> dict[str, Any]:
    for sentence in told["sentences"]:
        if sentence["verdict"]:
            sentence["verdict"]["timings_ms"] = None
    told["timings_ms"] = None
    return told


@pytest.mark.parametrize("bounds", [{}, {"as_of": "2019-12-31", "k": 1}], ids=["no bounds", "an earlier day"])
def test_a_checked_text_is_that_of_python(bounds: dict[str, Any], client: httpx.Client, checker: FactChecker) -> None:
    response = client.post("/v1/check-text", json={"text": TEXT, **bounds})
    assert response.status_code == 200
    assert untimed(response.json()) == untimed(checker.check_text(TEXT, **bounds).to_dict())


def test_places_count_in_the_text_as_it_was_sent(client: httpx.Client) -> None:
    told = client.post("/v1/check-text", json={"text": f"\r\n\t🏴 {TEXT}"}).json()
    assert [told["text"][one["start"] : one["end"]] for one in told["sentences"]] == [
        one["text"] for one in told["sentences"]
    ]


def test_how_far_it_is_the_text_and_the_verdicts_come_as_events(client: httpx.Client, checker: FactChecker) -> None:
    events = events_of(client.post("/v1/check-text", json={"text": TEXT, "stream": True}))
    progress = [(data["done"], data["sentences"]) for name, data in events if name == "progress"]
    assert progress == [(done, SENTENCES) for done in range(1, SENTENCES + 1)]
    checked = checker.check_text(TEXT)
    assert "".join(data["text"] for name, data in events if name == "text") == as_markdown(checked)
    assert events[-1][0] == "checked"
    assert untimed(events[-1][1]) == untimed(checked.to_dict())


@pytest.mark.parametrize(
    ("text", "told"),
    [(TEXT, "Not enough evidence: no stored article passes these filters (of 1 stored)."), ("Is it old?", None)],
    ids=["claims", "nothing that is looked for"],
)
def test_the_text_says_why_there_was_nothing_to_read(text: str, told: str | None, client: httpx.Client) -> None:
    events = events_of(client.post("/v1/check-text", json={"text": text, "source": "nobody", "stream": True}))
    shown = "".join(data["text"] for name, data in events if name == "text").replace("\\", "")
    assert (told or "Not enough evidence") in shown or told is None
    assert ("Not enough evidence" in shown) == (told is not None)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"text": ""}, "There is no sentence in the text."),
        ({"text": " \n\t"}, "There is no sentence in the text."),
        ({"text": "x" * 20_001}, "The text has 20,001 characters; at most 20,000 are taken."),
        ({"text": "The dam held.\n\n" * 101}, "The text has 101 sentences; at most 100 are taken."),
        ({"text": TEXT, "since": "last week"}, "since is 'last week'."),
        ({"text": None}, "text: input should be a valid string."),
        ({"claim": TEXT}, "text: field required."),
    ],
    ids=["empty", "white space", "long", "many sentences", "no date", "no text", "a claim"],
)
@pytest.mark.parametrize("stream", [False, True], ids=["", "as events"])
def test_what_cannot_be_checked_is_refused(body: dict[str, Any], told: str, stream: bool, client: httpx.Client) -> None:
    error = error_of(client.post("/v1/check-text", json={**body, "stream": stream}), 422)
    assert error["message"] == told
    assert error["hint"]


def test_half_a_character_is_none_and_moves_no_place(client: httpx.Client) -> None:
    body = rb'{"text": "Is it \ud800 old? The harbour was built in 1911."}'
    told = client.post("/v1/check-text", content=body, headers={"Content-Type": "application/json"}).json()
    assert told["text"].startswith("Is it � old?")
    assert told["labels"]["refuted"] == 1


def test_without_a_verifier_texts_are_not_implemented(harbour: Settings) -> None:
    with FactChecker.open(settings=harbour) as checker, serving(checker) as client:
        assert error_of(client.post("/v1/check-text", json={"text": EXAMPLE}), 501)["kind"] == "NoVerifier"


def test_every_sentence_with_a_verdict_is_counted(client: httpx.Client) -> None:
    client.post("/v1/check-text", json={"text": TEXT})
    told = client.get("/metrics").text
    assert 'newscheck_verdicts_total{label="supported"} 1' in told
    assert 'newscheck_verdicts_total{label="refuted"} 1' in told


def test_questions_do_not_wait_behind_texts(harbour: Settings) -> None:
    held = Held()
    with FactChecker.open(settings=harbour, verifier=held) as checker, serving(checker, threads=1) as client:
        with ThreadPoolExecutor(2) as others:
            texts = [others.submit(client.post, "/v1/check-text", json={"text": TEXT}) for _ in range(2)]
            assert held.reached.wait(60)
            asked = client.post("/v1/ask", json={"question": "How many cranes has the harbour?"})
            waiting = [not text.done() for text in texts]
            held.go_on.set()
        assert (asked.status_code, waiting) == (200, [True, True])
        assert [text.result().status_code for text in texts] == [200, 200]


def test_a_text_that_nobody_waits_for_any_more_is_left_after_its_sentence(harbour: Settings) -> None:
    held = Held()
    with FactChecker.open(settings=harbour, verifier=held) as checker:
        with serving(checker, text_seconds=0.5) as client:
            error = error_of(client.post("/v1/check-text", json={"text": TEXT}), 504)
            held.go_on.set()
        assert "newscheck check --file" in error["hint"]
    assert {pair.statement for pair in held.asked} == {"The harbour was built in 1907.", "The harbour has nine cranes."}
