"""Many clients at once get what one gets, also while the archive changes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import ROOT, add, article
from tests.rag.http.helpers import CLAIM, QUESTION, serving, untimed

CLIENTS = 32
TOWNS = ("Lindau", "Bregenz", "Rorschach", "Arbon", "Romanshorn", "Konstanz", "Meersburg", "Langenargen")


def answers(client: httpx.Client, requests: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """What 32 clients get at the same time, each for one of the requests."""

    def ask(number: int) -> dict[str, Any]:
        path, body = requests[number % len(requests)]
        with httpx.Client(base_url=client.base_url, timeout=300) as own:
            response = own.post(path, json=body)
        return {"code": response.status_code, "sent": (path, body), **untimed(response.json())}

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(ask, range(CLIENTS)))


@pytest.mark.slow
def test_thirty_two_clients_get_the_answers_that_one_gets(client: httpx.Client, seeds: FactChecker) -> None:
    cases = [json.loads(line) for line in (ROOT / "seeds" / "cases.jsonl").read_text().splitlines()][:6]
    requests = [("/v1/ask", {"question": case["question"]}) for case in cases]
    requests += [("/v1/check", {"claim": CLAIM}), ("/v1/ask", {"question": QUESTION, "k": 1})]
    alone = {json.dumps((path, body)): untimed(client.post(path, json=body).json()) for path, body in requests}
    found = answers(client, requests)
    for answer in found:
        assert answer == {"code": 200, "sent": answer["sent"], **alone[json.dumps(answer["sent"])]}


@pytest.mark.slow
def test_while_articles_are_added_every_client_still_finds_what_was_there(settings: Settings) -> None:
    told = {town: f"In {town} the ferry stood still for {n} hours on Monday." for n, town in enumerate(TOWNS, start=10)}
    add(settings, [article(text, key=town, source=town) for town, text in told.items()])
    requests = [("/v1/search", {"query": text, "k": 1}) for text in told.values()]
    requests += [("/v1/ask", {"question": "How long did the ferry stand still?", "source": town}) for town in told]
    with FactChecker.open(settings=settings) as checker, serving(checker, threads=8) as client:
        with ThreadPoolExecutor(1) as writer:
            news = [f"Nothing else of note happened on day {n} of the strike." for n in range(20)]
            written = [writer.submit(client.post, "/v1/articles", json={"text": text}) for text in news]
            found = answers(client, requests)
            assert [future.result().status_code for future in written] == [201] * len(news)
        assert client.get("/v1/articles").json()["total"] == len(told) + len(news)
    for answer in found:
        path, body = answer["sent"]
        if path == "/v1/search":
            assert answer["hits"][0]["text"] == body["query"]
        else:
            assert answer["citations"][0]["quote"] == told[body["source"]]
