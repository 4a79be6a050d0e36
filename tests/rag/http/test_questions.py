"""Questions, claims and queries over HTTP are what Python gives."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from index.archive import Archive
from index.embedding import LetterEmbedder
from index.filters import Filters
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import RSM, add, article
from tests.rag.http.helpers import CLAIM, QUESTION, error_of, events_of, serving, untimed
from tests.rag.scripted import ScriptedModel


@pytest.mark.parametrize(
    "bounds",
    [{}, {"as_of": "2020-02-14"}, {"since": "2020-02-15", "until": "2020-02-15"}, {"source": "nobody"},
     {"language": "en", "k": 1}],
    ids=["no bounds", "an earlier day", "one day", "another source", "language and k"],
)  # fmt: skip
def test_an_answer_is_that_of_python(bounds: dict[str, Any], client: httpx.Client, seeds: FactChecker) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, **bounds})
    assert response.status_code == 200
    assert untimed(response.json()) == untimed(seeds.ask(QUESTION, **bounds).to_dict())
    assert response.json()["timings_ms"]


def test_a_verdict_is_that_of_python(client: httpx.Client, seeds: FactChecker) -> None:
    response = client.post("/v1/check", json={"claim": CLAIM, "as_of": "2020-02-15"})
    assert untimed(response.json()) == untimed(seeds.check(CLAIM, as_of="2020-02-15").to_dict())
    assert response.json()["label"] == "refuted"


def test_hits_are_those_of_python(client: httpx.Client, seeds: FactChecker) -> None:
    response = client.post("/v1/search", json={"query": "NATO mission", "k": 2, "language": "en"})
    found = seeds.search("NATO mission", k=2, filters=Filters(language="en"))
    assert untimed(response.json()) == {
        "query": "NATO mission",
        "note": None,
        "hits": [hit.to_dict() for hit in found.hits],
    }


def test_a_search_that_nothing_passes_tells_why(client: httpx.Client) -> None:
    found = client.post("/v1/search", json={"query": "NATO mission", "until": "1999-01-01"}).json()
    assert (found["note"], found["hits"]) == ("no stored article passes these filters (of 1 stored)", [])


def test_stages_text_and_answer_come_as_events(client: httpx.Client) -> None:
    events = events_of(client.post("/v1/ask", json={"question": QUESTION, "stream": True}))
    names = [name for name, _ in events]
    assert names[:3] == ["retrieved", "reranked", "read"]
    assert set(names[3:-1]) == {"text"}
    stages = [data["timings_ms"] for _, data in events[:3]]
    assert ["rerank" in stages[0], "rerank" in stages[1], "read" in stages[2]] == [False, True, True]
    assert events[0][1]["hits"] == 2
    text = "".join(data["text"] for name, data in events if name == "text")
    assert text.startswith("**16,000** (as of 15 Feb 2020, ")
    assert f"“{RSM}” [1]" in text
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert names[-1] == "answer"
    assert untimed(events[-1][1]) == untimed(answer)


def test_what_a_language_model_writes_comes_sentence_by_sentence(seed_settings: Settings) -> None:
    model = ScriptedModel(f"{RSM[:-1]} [1]. ", "Mars leads it [1].")
    with FactChecker.open(settings=seed_settings, llm=model) as checker, serving(checker) as client:
        events = events_of(client.post("/v1/ask", json={"question": QUESTION, "stream": True}))
        whole = client.post("/v1/ask", json={"question": QUESTION}).json()
        text = client.post("/v1/chat/completions", json=chat(QUESTION)).json()["choices"][0]["message"]["content"]
    assert [name for name, _ in events][:5] == ["retrieved", "reranked", "read", "sentence", "sentence"]
    sentences = [data for name, data in events if name == "sentence"]
    assert [(sentence["text"], sentence["supported"]) for sentence in sentences] == [
        (RSM, True),
        ("Mars leads it.", False),
    ]
    assert sentences == whole["written"]["sentences"] == events[-1][1]["written"]["sentences"]
    assert f"\n\n{RSM} [1]\n\nNot supported: Mars leads it." in text


def chat(question: str) -> dict[str, Any]:
    return {"model": "newscheck", "messages": [{"role": "user", "content": question}]}


def test_a_claim_is_streamed_to_who_accepts_events(client: httpx.Client) -> None:
    events = events_of(client.post("/v1/check", json={"claim": CLAIM}, headers={"Accept": "text/event-stream"}))
    assert [name for name, _ in events if name != "text"] == ["retrieved", "reranked", "verified", "verdict"]
    assert events[-1][1]["label"] == "refuted"


def test_the_text_says_why_there_was_nothing_to_read(client: httpx.Client) -> None:
    asked = {"question": QUESTION, "source": "nobody", "stream": True}
    (text,) = [data["text"] for name, data in events_of(client.post("/v1/ask", json=asked)) if name == "text"]
    assert text == "**The articles do not say: no stored article passes these filters (of 1 stored).**"


@pytest.mark.parametrize(
    ("path", "body", "kind", "told"),
    [
        ("ask", {"question": " "}, "UserError", "The question is empty."),
        ("ask", {"question": "x" * 2001}, "UserError", "The question has 2,001 characters; at most 2,000 are read."),
        ("ask", {"question": QUESTION, "since": "last week"}, "UserError", "since is 'last week'."),
        ("check", {"claim": QUESTION}, "UserError", "That is a question; only a statement can be"),
        ("ask", {}, "WrongCall", "question: field required."),
        ("ask", {"question": 3}, "WrongCall", "question: input should be a valid string."),
        ("ask", {"question": QUESTION, "k": 0}, "WrongCall", "k: input should be greater than or equal to 1."),
        ("ask", {"question": QUESTION, "k": True}, "WrongCall", "k: input should be a valid integer."),
        ("ask", {"question": QUESTION, "k": "3"}, "WrongCall", "k: input should be a valid integer."),
        ("ask", {"question": QUESTION, "stream": 0}, "WrongCall", "stream: input should be a valid boolean."),
        ("search", {"query": "NATO", "k": 101}, "WrongCall", "k: input should be less than or equal to 100."),
        ("ask", {"question": QUESTION, "when": "2020"}, "WrongCall", "There is no 'when' in such a request."),
        ("ask", [], "WrongCall", "The request is no JSON object."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True], ids=["", "as events"])
def test_what_cannot_be_asked_is_refused(
    path: str, body: object, kind: str, told: str, stream: bool, client: httpx.Client
) -> None:
    headers = {"Accept": "text/event-stream"} if stream else {}
    error = error_of(client.post(f"/v1/{path}", json=body, headers=headers), 422)
    assert error["kind"] == kind
    assert error["message"].startswith(told)


def test_what_is_no_json_is_refused(client: httpx.Client) -> None:
    half = client.post("/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert error_of(half, 422)["message"].startswith("The request is not JSON")
    form = client.post("/v1/ask", data={"question": QUESTION})
    assert "application/json" in error_of(form, 422)["hint"]


def test_half_a_character_is_none_and_harms_nothing(client: httpx.Client) -> None:
    json = {"Content-Type": "application/json"}
    body = rb'{"question": "How many \ud800 troops serve in RSM?"}'
    response = client.post("/v1/ask", content=body, headers=json)
    assert response.json()["question"] == "How many � troops serve in RSM?"
    body = rb'{"question": "Who?", "source": "\udfff"}'
    assert error_of(client.post("/v1/ask", content=body, headers=json), 422)["message"].startswith("source: ")


def test_without_a_verifier_claims_are_not_implemented(plain: FactChecker) -> None:
    with serving(plain) as client:
        error = error_of(client.post("/v1/check", json={"claim": CLAIM}), 501)
    assert error["kind"] == "NoVerifier"
    assert "--no-models" in error["hint"]


def test_an_archive_that_was_embedded_anew_by_another_model_is_not_asked(settings: Settings) -> None:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    from index.storing import open_writer

    with FactChecker.open(settings=settings) as checker, serving(checker) as client:
        assert client.post("/v1/ask", json={"question": "Did the dam hold?"}).status_code == 200
        with open_writer(settings.archive) as archive:
            other = LetterEmbedder().fingerprint.__class__(name="other", weights="1" * 64, dimension=26, prefix="")
            archive.set_embedder(other, probes=archive.probes, max_tokens=200)
        error = error_of(client.post("/v1/ask", json={"question": "Did the dam hold?"}), 503)
    assert error["kind"] == "EmbedderMismatch"
    assert Archive(settings.archive).fingerprint == other
