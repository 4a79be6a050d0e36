"""Articles as they are sent: one in JSON, one as text, or files; then read and stored as `newscheck add` does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from index.building import Stored, open_builder
from index.characters import one_line
from index.errors import InvalidArticle, WrongCall
from index.given import FACTS
from index.loading import Loader
from index.records import Article, Refused
from rag.doors.http.failing import NotAllowed, TimeIsUp, WrongMediaType, wrong_call
from rag.doors.http.service import Service
from rag.doors.http.shapes import NewArticle

MOST_FILES = 100
"""In one request."""

FORMATS = {"text/plain": "text", "text/markdown": "markdown", "text/html": "html"}
"""Media types of an article that is sent as it is."""

AGAIN = "What was stored until then stays. Send it again, and it goes on from there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The body of a request, not looked into yet."""

    files: Sequence[tuple[str, bytes]]
    """Names and contents."""
    format: str | None = None
    """What they are; None where their names tell."""
    charset: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """Stated beside them: title, published, source, ..."""


async def received(request: Request) -> Sent:
    """What a request brings.

    Raises:
        WrongMediaType: it is in no form in which articles are sent.
        WrongCall: it states what no article has.
    """
    header = Message()
    header["content-type"] = given = request.headers.get("content-type", "")
    media_type = given.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return await _form(request)
    if media_type == "application/json":
        return Sent(files=[("request", await request.body())], format="json")
    if media_type in FORMATS:
        facts = _facts(request.query_params.multi_items())
        files = [("request", await request.body())]
        return Sent(files=files, format=FORMATS[media_type], charset=header.get_content_charset(), facts=facts)
    raise WrongMediaType(
        f"No article is sent as {given!r}.",
        hint=f"Content-Type is application/json, {', '.join(FORMATS)} or multipart/form-data.",
    )


def store(service: Service, sent: Sent) -> dict[str, Any]:
    """Store what was sent, and tell what became of it: `AddedShape`. For the writing thread.

    Raises:
        NotAllowed: it is to be fetched, which this server does not do.
        TimeIsUp: there was more than could be stored in time.
        ArchiveInUse: another program writes to the archive.
    """
    deadline = time.monotonic() + service.writing.seconds
    items = [_named(item) for item in _loaded(service, sent)]
    told: dict[str, Any] = {"added": 0, "replaced": 0, "unchanged": 0, "articles": [], "refused": []}
    settings, embedder = service.checker.settings, service.checker.embedder
    with open_builder(settings, embedder=embedder, index=False) as builder:
        for result in builder.add(items):
            _note(told, result, builder.archive.id_of(result.key) if isinstance(result, Stored) else None)
            if time.monotonic() > deadline:
                raise TimeIsUp(service.writing.seconds, hint=AGAIN)
    return told


def _note(told: dict[str, Any], result: Stored | Refused, id_: str | None) -> None:
    if isinstance(result, Refused):
        told["refused"].append({"origin": result.origin, "reason": result.reason})
        return
    told[result.outcome] += 1
    stored = {"id": id_, "outcome": result.outcome, "passages": result.passages, "warnings": list(result.warnings)}
    told["articles"].append(stored)


async def _form(request: Request) -> Sent:
    async with request.form(max_files=MOST_FILES, max_fields=len(FACTS)) as form:
        parts = form.multi_items()
        files = [(_basename(part.filename), await part.read()) for _, part in parts if isinstance(part, UploadFile)]
        facts = _facts((name, part) for name, part in parts if isinstance(part, str))
    if not files:
        raise WrongCall("The form holds no file.", hint="Send at least one: curl -F file=@article.html ...")
    return Sent(files=files, facts=facts)


def _facts(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    facts = dict(given)
    for name in facts:
        if name not in FACTS:
            raise WrongCall(f"No fact of an article is called {name!r}.", hint=f"Known are: {', '.join(FACTS)}")
    return facts


def _basename(given: str | None) -> str:
    """What a file is called, without folders: a name is shown, and is never a path here."""
    return one_line(re.split(r"[\\/]", given or "")[-1])[-200:] or "file"


def _loaded(service: Service, sent: Sent) -> Iterable[Article | Refused]:
    if sent.format == "json":
        return _from_json(service, sent.files[0][1])
    loader = Loader([], overrides=sent.facts, format=sent.format, max_bytes=service.checker.settings.max_bytes)
    return loader.given(sent.files, charset=sent.charset)


def _from_json(service: Service, body: bytes) -> Iterable[Article | Refused]:
    try:
        article = NewArticle.model_validate_json(body)
    except ValidationError as error:
        raise wrong_call(error.errors()) from None
    facts = article.model_dump(exclude={"text"}, exclude_none=True)
    if article.text is None:
        return _fetched(service, facts)
    content = json.dumps({"text": article.text}).encode()
    return Loader([], overrides=facts, format="json").given([("request", content)])


def _fetched(service: Service, facts: dict[str, str]) -> Iterable[Article | Refused]:
    url = facts.pop("url", None)
    if url is None:
        raise InvalidArticle("There is neither a text nor a URL.", hint='Send at least: {"text": "..."}')
    if not service.allow_urls:
        raise NotAllowed(
            "This server fetches no pages.",
            hint="Send the text with it, or start it with: newscheck serve --allow-urls",
        )
    return Loader([url], overrides=facts, max_bytes=service.limits.upload)


def _named(item: Article | Refused) -> Article | Refused:
    """Known by its URL or by all that it is: two files of one name are two articles."""
    if isinstance(item, Refused):
        return item
    return replace(item, key=item.metadata.get("url") or f"upload:{item.fingerprint}")
