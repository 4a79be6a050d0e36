"""OpenAI's chat as it is sent and as it comes back: what is understood of a request, and the objects of a response."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.errors import WrongCall
from rag.asking import LONGEST, Ask
from rag.doors.http.shapes import QUESTION, WHOLE, Bounds
from rag.following import Turn, resolve
from rag.rendering import Link, Rendering

MODEL, CHECKER = "newscheck", "newscheck-check"
"""The model that answers questions, and the one that checks what is said to it."""

REMEMBERED = 10
"""Earlier messages of the user that a question may refer to."""

TEXT: dict[str, Any] = {"type": ["object", "null"], "properties": {"type": {"const": "text"}}}
"""The one response_format."""

_PUT = re.compile(r"asked as: “(?P<question>[^\n]+)”\n")
_LED = re.compile(r"(?:[^\n*][^\n]*\n\n)?\*\*(?:Perhaps )?(?P<answer>[^\n]+?)\*\* \((?:as of|undated)")
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="allow", strict=True)

    type: str
    text: str | None = None


class Message(BaseModel):
    """What was said in a conversation, and by whom."""

    model_config = ConfigDict(extra="allow", strict=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """Its words, without parts that hold none."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text is not None)
        return self.content or ""

    def only_text(self) -> str:
        """Its words.

        Raises:
            WrongCall: a part of it is no text.
        """
        for part in self.content if isinstance(self.content, list) else ():
            if part.text is None:
                raise WrongCall(f"A part of the last message is {part.type!r}.", hint="Only text is read here.")
        return self.text


class StreamOptions(BaseModel):
    """Of a streamed response."""

    model_config = ConfigDict(strict=True)

    include_usage: bool | None = None
    """Send the counts of tokens in a last chunk."""


class ChatRequest(BaseModel):
    """A conversation whose last message is to be answered.

    What a language model would heed and an archive cannot is not heeded: temperature, seed, max_tokens, stop, tools ...
    What would promise another kind of response is refused.
    """

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        use_attribute_docstrings=True,
        json_schema_extra={"example": {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}},
    )

    model: str
    """newscheck, or newscheck-check to have what is said checked as a claim."""
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, WHOLE] | None = Field(default=None, json_schema_extra={"enum": [1, None]})
    """1: there is one answer."""
    tool_choice: Any = Field(default=None, json_schema_extra={"enum": ["none", "auto", None]})
    """No tool is called, whichever there is."""
    response_format: Any = Field(default=None, json_schema_extra=TEXT)
    """Text."""
    newscheck: Bounds | None = None
    """Bounds of what is read: since, until, as_of, source, language, k."""

    def check(self) -> None:
        """Raises WrongCall for what would promise something else than an answer in words."""
        if self.n not in {None, 1}:
            raise WrongCall(f"n is {self.n}; there is one answer to a question.", hint="Leave it out.")
        if self.tool_choice not in (None, "none", "auto"):  # in no set: it may be a list or an object
            raise WrongCall("No tool is called here, whichever there is.", hint="Leave tool_choice out.")
        wanted = {"type": "text"} if self.response_format is None else self.response_format
        kind = wanted.get("type", "text") if isinstance(wanted, dict) else wanted
        if kind != "text":
            raise WrongCall(
                f"Answers are text, not {kind!r}.",
                hint="Leave response_format out; the field newscheck of the response has the answer as JSON.",
            )

    def asked(self) -> Ask:
        """The last message, as it was typed."""
        last = self.messages[-1]
        if last.role != "user":
            raise WrongCall(f"The last message is the {last.role}'s.", hint="The last message is what is answered.")
        return (self.newscheck or Bounds()).asking(last.only_text(), "claim" if self.model == CHECKER else "question")


def turns(messages: Sequence[Message]) -> list[Turn]:
    """What was asked before, each question in full, and the short answers that were given to it.

    How a question was put in full stands in the text that answered it, so that no model is asked for it again.
    """
    found: list[Turn] = []
    for question, reply in list(_exchanges(messages))[-REMEMBERED:]:
        found.append(Turn.told(_put(reply) or resolve(question, found), short_answer(reply)))
    return found


def _exchanges(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """Questions with the text of the message behind each; empty where that is no answer."""
    said = [message for message in messages if message.role in {"user", "assistant"} and message.text.strip()]
    for message, following in zip(said, [*said[1:], None], strict=False):
        if message.role == "user":
            yield message.text, following.text if following and following.role == "assistant" else ""


def _put(reply: str) -> str | None:
    """How the question of a reply was put in full, where that stands in it."""
    found = _PUT.match(reply)
    return _ESCAPED.sub(r"\1", found["question"]) if found and len(found["question"]) <= LONGEST else None


def short_answer(text: str) -> str | None:
    """What leads an answer of ours; None where nothing does, or a verdict does, which tells there how sure it is.

    >>> short_answer("**Perhaps 16,000** (as of 15 Feb 2020, 45 % sure)"), short_answer("**The articles differ.**")
    ('16,000', None)
    """
    found = _LED.match(text)
    return _ESCAPED.sub(r"\1", found["answer"]) if found and "% sure" not in found["answer"] else None


def url_citations(told: Rendering, link: Link) -> list[dict[str, Any]]:
    """OpenAI's citations: for each `[n]` of the text the address of what it stands for."""
    found = []
    for mark in told.marks:
        start = mark.end - len(f"[{mark.citation.number}]")
        title, url = mark.citation.title or "(no title)", link(mark.citation) or ""
        place = {"start_index": start, "end_index": mark.end, "title": title, "url": url}
        found.append({"type": "url_citation", "url_citation": place})
    return found
