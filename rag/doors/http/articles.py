"""/v1/articles: what is stored, and what is to be."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from index.errors import InvalidArticle, UnknownArticle
from index.records import Document
from index.storing import open_writer
from rag.asking import bounds_of
from rag.doors.http.adding import received, store
from rag.doors.http.service import Here, Service
from rag.doors.http.shapes import DAY, NewArticle
from rag.doors.http.stored import AddedShape, PageShape, RemovedShape, told
from rag.doors.shapes import Article

router = APIRouter(tags=["articles"])

LONGEST_PAGE = 200

Id = Annotated[str, Path(description="Its id, or the first digits, at least four.", pattern=r"^[0-9a-f]{4,16}$")]
Day = Annotated[str | None, Query(json_schema_extra=DAY)]

UPLOAD: dict[str, Any] = {"requestBody": {"required": True, "content": {
    "application/json": {"schema": NewArticle.model_json_schema()},
    "text/plain": {"schema": {"type": "string"}},
    "text/markdown": {"schema": {"type": "string"}},
    "text/html": {"schema": {"type": "string"}},
    "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "additionalProperties": False,
        "properties": {
            "file": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}},
            **{name: {"type": "string"} for name in NewArticle.model_fields if name != "text"},
    }}},
}}}  # fmt: skip
"""The forms in which an article may be sent."""


@router.get("/v1/articles", responses=told((200, PageShape)))
async def list_(
    service: Here,
    since: Day = None,
    until: Day = None,
    source: Annotated[str | None, Query(max_length=200)] = None,
    language: Annotated[str | None, Query(max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """The stored articles without their texts, newest first, those without a date last.

    What is added or removed between two pages moves the ones behind it.
    """
    filters = bounds_of(since=since, until=until, source=source, language=language)
    archive = service.checker.must_be_open()

    def page() -> dict[str, Any]:
        articles = [_facts(document) for document in archive.documents(filters, limit=limit, offset=offset)]
        total, reached = archive.count(filters), offset + len(articles)
        return {"articles": articles, "total": total, "next": reached if articles and reached < total else None}

    return JSONResponse(await service.reading.run(page))


@router.get("/v1/articles/{article}", responses=told((200, Article)))
async def get(article: Id, service: Here) -> Response:
    """A stored article with its text, in which every citation can be found."""
    document = await service.reading.run(lambda: _find(service, article))
    return JSONResponse(_facts(document) | {"text": document.text})


@router.post("/v1/articles", responses=told((201, AddedShape), (200, AddedShape)), openapi_extra=UPLOAD)
async def add(request: Request, service: Here) -> Response:
    """Store articles: one as JSON, one as text, Markdown or HTML, or files of any kind that `newscheck add` reads.

    Beside a text or a file, the facts that JSON has may be sent: in the query of the URL, or as form fields. 201 when
    an article was added or replaced, 200 when all were there already, 422 when none was taken.
    """
    sent = await received(request)
    result = await service.writing.run(lambda: store(service, sent))
    if result["refused"] and not result["articles"]:
        raise InvalidArticle(f"Not taken: {result['refused'][0]['reason']}.")
    return JSONResponse(result, status_code=201 if result["added"] or result["replaced"] else 200)


@router.delete("/v1/articles/{article}", responses=told((200, RemovedShape)))
async def remove(article: Id, service: Here) -> Response:
    """Delete an article, for good."""

    def work() -> Document:
        document = _find(service, article)
        with open_writer(service.checker.settings.place) as archive:
            archive.remove([document.id])
        return document

    document = await service.writing.run(work)
    return JSONResponse({"removed": [{"id": document.id, "title": document.title}]})


def _find(service: Service, name: str) -> Document:
    """By id only: what else people call articles by may stand for another one tomorrow."""
    document = service.checker.article(name)
    if not document.id.startswith(name):
        raise UnknownArticle(name, candidates=0)
    return document


def _facts(document: Document) -> dict[str, Any]:
    """All but the text. Of a path, the file's name: the folders of this machine are nobody's business."""
    facts = {name: value for name, value in document.to_dict().items() if name != "text"}
    is_url = document.origin.startswith(("http://", "https://"))
    return facts if is_url else facts | {"origin": re.split(r"[\\/]", document.origin)[-1]}
