"""Requests made from a server's own OpenAPI schema, right ones and wrong ones, and what is wrong with its responses."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import schemathesis
from pydantic import TypeAdapter, ValidationError
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import BaseSchema

from rag.doors.shapes import Answer, CheckedText, Verdict
from tests.rag.http.helpers import BEARER, the_error

SAID: TypeAdapter[Answer | Verdict | CheckedText] = TypeAdapter(Answer | Verdict | CheckedText)

MALFORMED = "What can be sent, with examples: GET /openapi.json"
"""The hint of what is refused for its form, and not for what it says, as a question is that is sent as a claim."""

MOST_SECONDS = 30.0
"""For one request: what takes longer hangs."""


@schemathesis.check
def one_error_shape(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Also where nothing is documented, as for a method that a path does not take."""
    if response.status_code >= 400:
        the_error(response.json())


@schemathesis.check
def what_fits_is_not_malformed(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What the schema allows may be refused for what it says, not for its form."""
    fits = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if fits and response.status_code in {400, 422}:
        assert the_error(response.json())["hint"] != MALFORMED, "what fits the schema is called malformed"


@schemathesis.check
def a_stream_ends_with_an_answer(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Once a stream is begun, its status tells of no failure any more."""
    if response.headers.get("content-type", [""])[0].startswith("text/event-stream"):
        sent = re.findall(r"^data: (.+)$", response.text, re.MULTILINE)
        if case.path.startswith("/v1/chat/"):
            assert sent.pop() == "[DONE]"
        last = json.loads(sent[-1])
        try:
            SAID.validate_python(last.get("newscheck", last))
        except ValidationError as error:
            raise AssertionError(f"the stream ends with {sent[-1]}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was tried, and what was wrong."""

    operations: Counter[str] = field(default_factory=Counter)
    """Requests to each: "GET /health"."""
    statuses: Counter[int] = field(default_factory=Counter)
    """Of the responses."""
    problems: list[str] = field(default_factory=list)
    """Each with the request that shows it; it begins with the name of the check."""


def fuzz(client: httpx.Client, *, examples: int, only: str = "", edges: bool = True) -> Tried:
    """Try the operations of which the expression is found in the name: "GET /health".

    The same requests each time, in the same order, one after the other: where wanted those at the edges of what the
    schema allows, up to so many examples more for each operation, and chains in which one uses what another one gave.
    """
    tried = Tried()
    for event in from_schema(_schema(client, examples, edges).include(name_regex=only)).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(tried, event.recorder)
        elif isinstance(event, events.NonFatalError):
            tried.problems.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    return tried


def _schema(client: httpx.Client, examples: int, edges: bool) -> BaseSchema:
    config = schemathesis.Config.from_dict({
        "seed": 1,
        "headers": BEARER,
        "request-timeout": MOST_SECONDS,
        "max-stream-events": 10_000,
        "continue-on-failure": True,
        "generation": {"deterministic": True, "max-examples": examples, "no-shrink": True},
        # No schema tells a claim from a question; what_fits_is_not_malformed looks at all that it can tell.
        "phases": {"coverage": {"enabled": edges}},
        "checks": {"positive_data_acceptance": {"enabled": False}},
    })  # fmt: skip
    return schemathesis.openapi.from_url(str(client.base_url.join("/openapi.json")), config=config, headers=BEARER)


def _note(tried: Tried, recorder: ScenarioRecorder) -> None:
    for id_, interaction in recorder.interactions.items():
        case = recorder.cases[id_].value
        tried.operations[case.operation.label] += 1
        if interaction.response is not None:
            tried.statuses[interaction.response.status_code] += 1
        for check in recorder.checks.get(id_, ()):
            failure = check.failure_info
            if failure and not _is_text_all_the_same(check.name, case):
                told = f"{failure.failure.title}: {failure.failure.message}"
                tried.problems.append(f"{check.name}: {told}\n{failure.code_sample}")


def _is_text_all_the_same(check: str, case: Case[Any]) -> bool:
    """A number or a list that is sent as text is text."""
    return check == "negative_data_rejection" and str(case.media_type).startswith("text/")
