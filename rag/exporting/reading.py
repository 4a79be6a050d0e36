"""Exports back to the quotes that they carry: ClaimReviews, CSV, HTML reports, and the JSON of answers and verdicts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any, Literal

from index.errors import UserError
from index.tables import delimiter_of
from rag.exporting.table import COLUMNS, unguarded
from rag.records import Citation

Kind = Literal["claimreview", "csv", "html", "json"]
Stated = Mapping[str, Any]
"""A citation as JSON or a table has it: by the names of its fields."""

LINKED_DATA = "application/ld+json"
NEEDED = ("article_id", "quote", "start", "end", "sha256")
SOURCE = "source-"
"""Before a quote's number, in the id of the item of a page that shows it."""

HINT = "Make one: newscheck check CLAIM --format claimreview > checked.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export says that articles say."""

    kind: Kind
    citations: tuple[Citation, ...]
    """As stated, each place once; nothing of it is known to be true."""
    shown: Mapping[int, str] | None = None
    """Of a page, the quote that is shown under each number; None of what shows none."""


def read_export(text: str) -> Export:
    """The quotes of an export, whatever its format.

    Raises:
        UserError: it is none, or a quote of it lacks what it could be found by.
    """
    text = text.removeprefix("\ufeff").strip()
    if text.startswith("<"):
        return _page(text)
    if text.startswith(("{", "[")):
        return _json(text)
    return _table(text)


def no_export(found: str) -> UserError:
    """It cannot be verified, and what can."""
    return UserError(f"This is no export that can be verified: {found}.", hint=HINT)


def _json(text: str) -> Export:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise no_export("it begins as JSON, and is none") from None
    if isinstance(value, dict) and "@graph" in value:
        return Export(kind="claimreview", citations=_all(_quotations(value), _of_quotation))
    said = value if isinstance(value, list) else [value]
    if not said or not all(isinstance(one, dict) and isinstance(one.get("citations"), list) for one in said):
        raise no_export("it is JSON without ClaimReviews or citations")
    return Export(kind="json", citations=_all(_cited(said), lambda stated: stated))


def _cited(value: Any, depth: int = 5) -> Iterator[Any]:  # noqa: ANN401 -- any JSON
    """Citations of an answer, or of a text: its own, and once more those of each sentence's verdict."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    stated = value.get("citations") if isinstance(value, dict) else None
    if isinstance(stated, list):
        yield from (one for one in stated if not isinstance(one, int))  # a number names one that stands elsewhere
    for part in parts if depth else ():
        yield from _cited(part, depth - 1)


def _quotations(document: Mapping[str, Any]) -> Iterator[Any]:
    graph = document["@graph"]
    for review in graph if isinstance(graph, list) else [graph]:
        if not isinstance(review, dict) or review.get("@type") != "ClaimReview":
            raise no_export("its graph holds something else than ClaimReviews")
        cited = review.get("citation", [])
        yield from cited if isinstance(cited, list) else [cited]


def _of_quotation(node: Any) -> Stated:  # noqa: ANN401 -- any JSON
    article, places = node["isPartOf"], node["oa:hasSelector"]
    place, *pages = places if isinstance(places, list) else [places]
    return {
        "number": node["position"],
        "article_id": article["identifier"],
        "title": article.get("headline"),
        "source": article.get("publisher", {}).get("name"),
        "author": article.get("author", {}).get("name"),
        "url": article.get("url"),
        "published": article.get("datePublished"),
        "quote": node["text"],
        "start": place["oa:start"],
        "end": place["oa:end"],
        "page": pages[0]["rdf:value"].removeprefix("page=") if pages else None,
        "sha256": article["associatedMedia"]["sha256"],
    }


def _table(text: str) -> Export:
    separator = delimiter_of(text, known=COLUMNS)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        stated = [_cells(row) for row in rows]
    except csv.Error as error:
        raise no_export(f"its table cannot be read, {error}") from None
    if not set(NEEDED) <= set(rows.fieldnames or ()):
        raise no_export("it is neither JSON nor HTML, nor a table with quotes and their places")
    quotes = [row for row in stated if any(row.get(name) for name in NEEDED)]
    return Export(kind="csv", citations=_all(quotes, lambda row: row))


def _cells(row: Mapping[Any, Any]) -> dict[str, str]:
    """What is known; what stands beyond the named columns is nobody's."""
    cells = {name: cell for name, cell in row.items() if isinstance(name, str) and cell}
    return {name: unguarded(cell) for name, cell in cells.items()}


def _page(text: str) -> Export:
    page = _Page()
    page.feed(text)
    page.close()
    found = [_json(script) for script in page.data if '"ClaimReview"' in script or '"@graph"' in script]
    if not found:
        raise no_export("it is HTML without ClaimReviews")
    citations = tuple(dict.fromkeys(citation for export in found for citation in export.citations))
    bare = page.quotes.keys() - {citation.number for citation in citations}
    if bare:
        raise no_export(f"it shows quote {min(bare)}, and does not carry it as data")
    return Export(kind="html", citations=citations, shown=page.quotes)


class _Page(HTMLParser):
    """The linked data of a page, and the quotes that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.data: list[str] = []
        self.quotes: dict[int, str] = {}
        self._number: int | None = None
        self._within: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("id") or ""
        if tag == "li":
            number = name.removeprefix(SOURCE)
            self._number = int(number) if name.startswith(SOURCE) and number.isdecimal() else None
        elif tag == "q" and self._number is not None:
            self._within = "q"
            self.quotes.setdefault(self._number, "")
        elif tag == "script" and found.get("type") == LINKED_DATA:
            self._within = "script"
            self.data.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.data[-1] += data
        elif self._within == "q" and self._number is not None:
            self.quotes[self._number] += data


def _all(stated: Iterator[Any] | Sequence[Any], as_fields: Callable[[Any], Stated]) -> tuple[Citation, ...]:
    """Each citation once, also where several claims rest on it."""
    found: dict[Citation, Citation] = {}
    for place, one in enumerate(stated, start=1):
        try:
            citation = _citation(as_fields(one), place)
        except ValueError as error:
            raise no_export(f"quote {place} of it has {error}") from None
        except (AttributeError, KeyError, TypeError):
            raise no_export(
                f"quote {place} of it lacks its words, its place, its article or that one's sha256"
            ) from None
        found.setdefault(replace(citation, number=0), citation)
    return tuple(found.values())


def _citation(stated: Stated, place: int) -> Citation:
    """As stated; what is missing and may be is unknown."""
    return Citation(
        number=_whole(stated.get("number") or place),
        article_id=_words(stated, "article_id"),
        title=str(stated.get("title") or ""),
        source=_known(stated, "source"),
        author=_known(stated, "author"),
        url=_known(stated, "url"),
        published=_day(_known(stated, "published")),
        quote=_words(stated, "quote"),
        start=_whole(stated["start"]),
        end=_whole(stated["end"]),
        page=_whole(stated["page"]) if stated.get("page") else None,
        sha256=_words(stated, "sha256"),
    )


def _words(stated: Stated, name: str) -> str:
    words = str(stated[name])
    if not words.strip():
        raise ValueError(f"an empty {name}")
    return words


def _known(stated: Stated, name: str) -> str | None:
    value = stated.get(name)
    return str(value) if value else None


def _whole(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ValueError(f"{str(value)[:20]!r} for a number") from None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ValueError(f"{str(value)[:20]!r} for a day such as 2020-02-15") from None
