"""What is told to those who run newscheck, and what never is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from index.errors import UserError
from rag.checker import FactChecker
from rag.doors.commands import run
from rag.doors.observing import begin, tell
from rag.observing import LOG, REQUEST
from rag.settings import Settings
from tests.helpers import ROOT, CountingVerifier, add, article

DAM = "The dam broke on 3 May 2021. The flood killed 12 people and took the mill."
QUESTION = "How many people did the flood kill?"


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    yield
    tell("off")


@pytest.fixture
def flooded(settings: Settings) -> Settings:
    """An archive of one article."""
    assert add(settings, [article(DAM, key="dam")]) == ["added"]
    return settings


@pytest.fixture
def checker(flooded: Settings) -> Iterator[FactChecker]:
    with FactChecker.open(settings=flooded, verifier=CountingVerifier()) as opened:
        yield opened


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_nothing_is_told_unless_asked_for(checker: FactChecker, capsys: pytest.CaptureFixture[str]) -> None:
    checker.ask(QUESTION)
    assert capsys.readouterr() == ("", "")


def test_a_line_tells_the_outcome_and_the_time_of_each_stage_and_no_words(
    checker: FactChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    tell("json")
    answer = checker.ask(QUESTION)

    [line] = told(capsys)

    assert {name: line[name] for name in ("level", "event", "kind", "status", "confidence", "timings_ms")} == {
        "level": "info", "event": "answered", "kind": "question", "status": answer.status,
        "confidence": answer.confidence, "timings_ms": dict(answer.timings_ms),
    }  # fmt: skip
    assert "flood" not in json.dumps(line)
    assert "request" not in line


def test_a_line_tells_what_came_of_each_of_several_questions_in_one(
    checker: FactChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    tell("json")
    checker.ask("How many people did the flood kill, and who was the mayor of Lima?")
    [line] = told(capsys)
    assert (line["status"], line["also"]) == ("answered", "not_in_articles")


def test_the_words_are_told_where_that_is_set(flooded: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings = flooded.model_copy(update={"log_questions": True})
    tell("json")
    with FactChecker.open(settings=settings) as checker:
        checker.ask(QUESTION)
    assert told(capsys)[0]["asked"] == QUESTION


def test_what_is_refused_is_told_by_its_kind(checker: FactChecker, capsys: pytest.CaptureFixture[str]) -> None:
    tell("json")
    with pytest.raises(UserError):
        checker.check("Is that so?")
    [line] = told(capsys)
    assert (line["event"], line["kind"], line["error"]) == ("refused", "claim", "UserError")


def test_a_line_names_the_request_that_it_belongs_to(checker: FactChecker, capsys: pytest.CaptureFixture[str]) -> None:
    tell("text")
    token = REQUEST.set("r-1")
    checker.check_text("The flood killed 12 people.")
    REQUEST.reset(token)
    line = capsys.readouterr().err
    assert ' answered level="info" request="r-1" kind="text" supported=1 ' in line


def test_an_error_is_told_with_where_it_happened_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell("json")
    try:
        raise RuntimeError("two\nlines")
    except RuntimeError:
        LOG.exception("failed")
    [line] = told(capsys)
    assert (line["level"], line["event"]) == ("error", "failed")
    assert "RuntimeError: two\nlines" in str(line["traceback"])


@pytest.mark.parametrize("form", ["xml", ""])
def test_a_form_that_is_none_is_refused(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--log", form, "list"]) == 2
    assert "Setting 'log'" in capsys.readouterr().err


def test_the_options_stand_before_the_command_and_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION, "--audit", "x"]) == 2
    assert " --audit FILE ask ..." in capsys.readouterr().err


SPANS = """
import sys
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from rag import FactChecker, Settings
from rag.doors.tracing import begin_tracing
from tests.helpers import CountingVerifier
kept = InMemorySpanExporter()
provider = begin_tracing(in_words=False, exporter=kept)
settings = Settings(archive=sys.argv[1], cache=sys.argv[2], embedder="letters", models=False)
with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
    checker.ask("How many people did the flood kill?")
    if len(sys.argv) > 3:
        checker.chain.invoke("How many people did the flood kill?")
    else:
        try:
            checker.check("Is that so?")
        except Exception as error:
            pass
provider.force_flush()
names = {span.context.span_id: span.name for span in kept.get_finished_spans()}
for span in kept.get_finished_spans():
    parent = names.get(span.parent.span_id) if span.parent else None
    print(parent, span.name, span.status.status_code.name, "flood" in span.to_json())
"""


def spans(settings: Settings, *more: str) -> set[tuple[str, ...]]:
    """(parent, name, status, whether it tells a word of the question)"""
    command = [sys.executable, "-c", SPANS, str(settings.archive), str(settings.cache), *more]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return {tuple(line.split(" ")) for line in done.stdout.splitlines()}


@pytest.mark.slow
def test_a_question_is_a_span_and_each_stage_one_in_it(flooded: Settings) -> None:
    stages = ("embed", "dense", "lexical", "article", "fuse", "rerank", "read")
    inside = {("newscheck.question", f"newscheck.{stage}", "UNSET", "False") for stage in stages}
    roots = {("None", "newscheck.question", "UNSET", "False"), ("None", "newscheck.claim", "ERROR", "False")}
    assert spans(flooded) == inside | roots


@pytest.mark.slow
def test_the_steps_of_a_chain_are_told_by_langchains_instrumentation(flooded: Settings) -> None:
    found = spans(flooded, "chain")
    assert ("None", "newscheck", "OK", "False") in found
    assert {("newscheck", step, "OK", "False") for step in ("retrieve", "rerank", "read", "answer")} <= found


def test_spans_without_opentelemetry_are_refused_with_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openinference.instrumentation", None)
    monkeypatch.delitem(sys.modules, "rag.doors.tracing", raising=False)
    with pytest.raises(UserError, match="Spans need OpenTelemetry") as refused:
        begin(settings.model_copy(update={"otel": True}))
    assert "newscheck[otel]" in str(refused.value.hint)
