"""DOCX to text: paragraphs, headings, lists and tables as a reader sees them. The one door to defusedxml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from index.characters import one_line
from index.errors import InvalidArticle
from index.parts import Part, Parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_GONE = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "footnotePr")}
"""Deleted text and the codes of fields, which are not shown."""


def parse_xml(content: bytes) -> Any:  # noqa: ANN401 -- an Element
    """The root of an XML file that declares nothing of its own.

    Raises:
        InvalidArticle: damaged, or with a DTD.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise InvalidArticle("entity declarations are not read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise InvalidArticle(f"damaged XML ({error})") from None


def read_docx(names: set[str], read: Callable[[str], bytes]) -> Parts:
    """The text of a DOCX, without comments, notes and what was deleted."""
    root = parse_xml(read("word/document.xml"))
    body = root.find(f"{_W}body")
    blocks = [] if body is None else list(_blocks(body))
    facts = _facts(parse_xml(read("docProps/core.xml"))) if "docProps/core.xml" in names else {}
    if not any(blocks):
        raise InvalidArticle("no text")
    yield Part(content="\n\n".join(filter(None, blocks)), metadata=facts)


def _blocks(root: Any) -> Iterator[str]:  # noqa: ANN401
    """Paragraphs, and rows of tables with tabs between their cells; nesting is no depth of calls."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{_W}p":
            yield one_line(_text(element))
        elif element.tag == f"{_W}tr":
            cells = (one_line(_text(cell)) for cell in element.iterfind(f"{_W}tc"))
            yield " | ".join(filter(None, cells))
        elif element.tag not in _GONE:
            waiting.append(iter(element))


def _text(root: Any) -> str:  # noqa: ANN401
    parts: list[str] = []
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            parts.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        if element.tag not in _GONE and not _is_hidden(element):
            waiting.append(iter(element))
        if element.tag == f"{_W}p":
            parts.append(" ")
    return "".join(parts)


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return element.tag == f"{_W}r" and element.find(f"{_W}rPr/{_W}vanish") is not None


def _facts(root: Any) -> dict[str, str]:  # noqa: ANN401
    """Title, author, and the day on which the file was made, which is no date of publication."""
    found = {"title": root.findtext(f"{_DC}title"), "author": root.findtext(f"{_DC}creator")}
    found["made"] = (root.findtext(f"{_TERMS}created") or "")[:10]
    facts = {name: one_line(value or "") for name, value in found.items()}
    return {name: value for name, value in facts.items() if value and value.lower() != "python-docx"}
