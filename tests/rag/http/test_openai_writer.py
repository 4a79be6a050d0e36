"""OpenAI's SDK and a language model behind the archive: what it writes comes while it writes."""

from __future__ import annotations

import threading
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from langchain_openai import ChatOpenAI
from openai import OpenAI
from pydantic import SecretStr

from rag.checker import FactChecker
from rag.prompts import REWRITE
from rag.settings import Settings
from tests.helpers import RSM
from tests.rag.http.helpers import QUESTION, serving, untimed
from tests.rag.http.test_openai import check_annotations

FIRST = f"{RSM} [1]"
LAST = "Not supported: It is led from Berlin. (The passages that it cites do not say so.)"
PIECES = (
    f"{RSM[:-1]} [1].",
    " It is led",
    " from Berlin [1]. “We love it,” he said [1]. The RSM has [9] 7_000 troops.",
)
BEFORE = "Who is NATO's secretary-general?"
LEANING, IN_FULL = "Who attended the meeting?", "Who attended the NATO meeting?"


class Pen:
    """A `Generator` that begins its second sentence, and waits there for as long as it is held."""

    name = "pen"

    def __init__(self) -> None:
        self.puts = ""
        """What it makes of a follow-up question."""
        self.rewrote = 0
        """Questions that it was to put in full."""
        self.free = threading.Event()
        self.free.set()
        self.went_on = False

    def stream(self, instruction: str, text: str, *, seconds: float | None = None) -> Stream[str, None, None]:
        if instruction == REWRITE:
            self.rewrote += 1
            yield self.puts
            return
        yield from PIECES[:2]
        self.free.wait(10)
        self.went_on = True
        yield from PIECES[2:]


@pytest.fixture(scope="module")
def pen() -> Pen:
    return Pen()


@pytest.fixture(scope="module")
def sdk(newsroom: Settings, pen: Pen) -> Iterator[OpenAI]:
    """Before a server whose answers are written out."""
    with (
        FactChecker.open(settings=newsroom, llm=pen) as checker,
        serving(checker) as client,
        OpenAI(base_url=f"{client.base_url}/v1", api_key="-", max_retries=0) as made,
    ):
        yield made


def asked(sdk: OpenAI, *said: str, **more: Any) -> Any:  # noqa: ANN401
    """A completion, or with `stream` its chunks; what is said is the user's and the assistant's by turns."""
    roles = ["assistant" if number % 2 else "user" for number in range(len(said))]
    messages: Any = [{"role": role, "content": text} for role, text in zip(roles, said, strict=True)]
    return sdk.chat.completions.create(model="newscheck", messages=messages, **more)


def text_of(chunks: Sequence[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_the_first_sentence_arrives_before_the_last_is_written(sdk: OpenAI, pen: Pen) -> None:
    pen.free.clear()
    pen.went_on = False
    stream = iter(asked(sdk, QUESTION, stream=True, extra_body={"newscheck": {"until": "2020-03-01"}}))
    chunks: list[Any] = []
    while FIRST not in text_of(chunks):
        chunks.append(next(stream))
    assert not pen.went_on
    assert text_of(chunks).startswith("**16,000** (as of 15 Feb 2020, ")
    assert text_of(chunks).endswith(f")\n\n{FIRST}")
    pen.free.set()
    sentences, sources = text_of([*chunks, *stream]).split("Written by pen.")
    assert LAST in sentences
    assert "[1] Iraq: Washington to strengthen presence of NATO" in sources


@pytest.mark.parametrize(
    ("question", "status", "bounds"),
    [
        (QUESTION, "answered", {"until": "2020-03-01"}),
        (QUESTION, "conflicting", {}),
        ("What is the boiling point of tungsten?", "not_in_articles", {}),
        (QUESTION, "not_in_articles", {"source": "nobody"}),
    ],
    ids=["answered", "conflicting", "not in the articles", "nothing to read"],
)
def test_what_is_streamed_is_letter_for_letter_what_comes_at_once(
    sdk: OpenAI, question: str, status: str, bounds: dict[str, str]
) -> None:
    more = {"extra_body": {"newscheck": bounds}}
    whole = asked(sdk, question, **more)
    *told, usage = asked(sdk, question, stream=True, stream_options={"include_usage": True}, **more)
    message, ours = whole.choices[0].message, whole.model_extra["newscheck"]
    assert ours["status"] == status
    assert text_of(told) == message.content
    assert (LAST in message.content) == (status != "not_in_articles")
    assert untimed(told[-1].model_extra["newscheck"]) == untimed(ours)
    annotations = [annotation.model_dump() for annotation in message.annotations]
    assert told[-1].choices[0].delta.model_extra["annotations"] == annotations
    check_annotations(message.content, annotations, ours["citations"])
    assert usage.usage == whole.usage


def test_a_follow_up_is_put_in_full_by_the_model_and_not_again_for_the_next(sdk: OpenAI, pen: Pen) -> None:
    pen.puts, pen.rewrote = IN_FULL, 0
    first = asked(sdk, BEFORE).choices[0].message.content
    whole = asked(sdk, BEFORE, first, LEANING)
    text = whole.choices[0].message.content
    assert text.startswith(f"asked as: “{IN_FULL}”\n\n**")
    assert (whole.model_extra["newscheck"]["question"], whole.model_extra["follow_up_note"]) == (IN_FULL, None)
    check_annotations(
        text,
        [annotation.model_dump() for annotation in whole.choices[0].message.annotations],
        whole.model_extra["newscheck"]["citations"],
    )
    third = asked(sdk, BEFORE, first, LEANING, text, "Where was it?")
    assert third.model_extra["newscheck"]["question"] == "Where was the NATO meeting?"
    assert pen.rewrote == 1


def test_where_the_model_does_not_put_a_follow_up_in_full_that_is_told(sdk: OpenAI, pen: Pen) -> None:
    pen.puts = "Jens Stoltenberg attended it."
    whole = asked(sdk, BEFORE, "**Jens Stoltenberg** (...)", LEANING)
    chunks = list(asked(sdk, BEFORE, "**Jens Stoltenberg** (...)", LEANING, stream=True))
    note = "The writer wrote no question; asked as it is."
    assert whole.model_extra["newscheck"]["question"] == LEANING
    assert whole.choices[0].message.content.startswith(f"{note}\n\n**")
    assert text_of(chunks) == whole.choices[0].message.content
    assert [whole.model_extra["follow_up_note"], chunks[-1].model_extra["follow_up_note"]] == [note, note]


def test_langchain_streams_it_too(sdk: OpenAI) -> None:
    model = ChatOpenAI(base_url=str(sdk.base_url), api_key=SecretStr("-"), model="newscheck", max_retries=0)
    assert "".join(str(chunk.content) for chunk in model.stream(QUESTION)) == model.invoke(QUESTION).content
