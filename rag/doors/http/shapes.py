"""What is sent to the routes; what comes back has the shapes of `rag.doors.shapes`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rag.asking import LONGEST, Ask, Kind, Within, bounds_of, number_of, text_of
from rag.doors.texts import given

QUESTION = "How many troops serve in RSM?"
CLAIM = "The RSM has 12,000 soldiers."
TEXT = f"{CLAIM} NATO has had a mission in Iraq since 2018. Was that wise?"

DAY: dict[str, Any] = {"format": "date", "examples": ["2020-02-15"]}
PUBLISHED: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string"}, {"type": "null"}], "examples": ["2020-02-15"],
}  # fmt: skip


def _whole(given: object) -> object:
    """JSON has one kind of number: 3.0 is 3, but neither true nor "3" is."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


WHOLE = BeforeValidator(_whole)
"""Before a strict int: what OpenAPI understands by an integer."""


def _with_example(example: dict[str, Any], **more: object) -> ConfigDict:
    extra: dict[str, Any] = {"example": example, **more}
    return ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True, json_schema_extra=extra)


class Bounds(BaseModel):
    """Which articles are read, and how many passages of them."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)

    since: str | None = Field(default=None, json_schema_extra=DAY)
    """Only articles of this day or later."""
    until: str | None = Field(default=None, json_schema_extra=DAY)
    """Only articles of this day or earlier."""
    as_of: str | None = Field(default=None, json_schema_extra=DAY)
    """Ask as if it were this day: what was published later is not known."""
    source: str | None = Field(default=None, max_length=200)
    """Part of a source's name or host."""
    language: str | None = Field(default=None, max_length=20)
    """ISO 639-1."""
    k: Annotated[int, Field(ge=1, le=100), WHOLE] | None = None
    """Passages to read; null takes the server's setting."""

    def asking(self, text: str, kind: Kind) -> Ask:
        """What a chain takes; raises UserError for a text or a bound that is none."""
        return Ask(question=text_of(text, kind), filters=bounds_of(**self.within()), passages=number_of(self.k))

    def within(self) -> Within:
        """Which articles, as Python's calls take it."""
        return {
            "since": self.since, "until": self.until, "as_of": self.as_of, "source": self.source,
            "language": self.language,
        }  # fmt: skip


class Question(Bounds):
    """A question for the articles."""

    model_config = _with_example({"question": QUESTION, "until": "2020-12-31"})

    question: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """In words, up to 2,000 characters."""
    stream: bool = False
    """Send the stages, the text and the answer as events while they come."""


class Claim(Bounds):
    """A statement to be checked."""

    model_config = _with_example({"claim": CLAIM})

    claim: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """One statement, up to 2,000 characters."""
    stream: bool = False
    """Send the stages, the text and the verdict as events while they come."""


class Text(Bounds):
    """Sentences to be checked."""

    model_config = _with_example({"text": TEXT})

    text: str = Field(json_schema_extra={"minLength": 1, "maxLength": given.LONGEST})
    """Up to 100 sentences and 20,000 characters."""
    stream: bool = False
    """Send how far it is, the text and what was found as events while they come."""


class Query(Bounds):
    """Words to look for."""

    model_config = _with_example({"query": "training of Iraqi forces", "k": 3})

    query: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """Words or a question, up to 2,000 characters."""


class NewArticle(BaseModel):
    """An article to be stored; what is not stated is found in its text where it stands there."""

    model_config = _with_example({
        "text": "The dam held all night, the fire brigade said on Friday.", "title": "Dam held",
        "published": "2021-05-07", "source": "Example Wire", "url": "https://example.org/dam",
    }, anyOf=[{"required": [name], "properties": {name: {"type": "string"}}} for name in ("text", "url")])  # fmt: skip

    text: str | None = None
    """Plain text or HTML. Without it, `url` is fetched, where the server was started with --allow-urls."""
    title: str | None = None
    published: str | None = Field(default=None, json_schema_extra=PUBLISHED)
    """A day, best as in 2020-02-15; other ways of writing one are understood too. Empty for none."""
    source: str | None = None
    """Publisher."""
    author: str | None = None
    language: str | None = None
    """ISO 639-1."""
    url: str | None = None
    """Of the article: another one with this URL takes its place."""
