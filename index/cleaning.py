"""Articles to Documents: clean text, and title, date, source, author, language and URL where they are stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import accumulate
from tempfile import gettempdir
from typing import Any

from index.characters import mixes_scripts, one_line, tidy_characters
from index.dates import find_date
from index.errors import InvalidArticle, NoTemporaryFiles
from index.instructing import speaks_to_a_model
from index.paged import read_paged
from index.pages import Page, front_matter, read_plain
from index.records import Article, Document
from index.urls import tidy_url

LEAST_LETTERS = 20
"""An article with fewer letters says nothing that could be cited."""

LANGUAGE_LETTERS = 40
"""Fewer are too few to tell a language by."""


def clean(article: Article) -> Document:
    """The document that an article holds. What its container or the caller stated wins over what its text shows.

    Raises:
        InvalidArticle: it holds no text, or next to none.
    """
    page = _read(article)
    facts = {**page.metadata, **article.metadata}
    title = one_line(facts.get("title", ""))
    text, noticed = tidy_characters("\n\n".join(page.blocks))
    warnings = [*article.warnings, *page.warnings, *noticed]
    if not text and title:
        text = title
        warnings.append("no text but the title")
    _refuse_short(text)
    source = one_line(facts.get("source", "")) or None
    if source and mixes_scripts(source):
        warnings.append(f"source {source!r} mixes alphabets")
    if speaks_to_a_model(text):
        warnings.append("instruction-like: some of the text speaks to a language model (it is read as text)")
    published, url = _published(facts, warnings), _url(facts, warnings)
    return Document(
        title=title,
        text=text,
        published=published,
        source=source,
        author=one_line(facts.get("author", "")) or None,
        language=_language(facts, text),
        url=url,
        origin=article.origin,
        pages=_begins(page, text, warnings),
        left_out=tuple(one_line(line) for line in page.left_out),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _read(article: Article) -> Page:
    if article.media_type == "text/html":
        from index.markup import read_html

        return read_html(article.content, url=article.metadata.get("url"))
    if article.media_type == "text/markdown":
        from index.markup import read_markdown

        return read_markdown(article.content)
    if article.media_type == "application/pdf":
        return read_paged(article.content, known=article.metadata)
    stated, text, warnings = front_matter(article.content)  # before tidying: its indentation has a meaning
    text, noticed = tidy_characters(text)
    page = read_plain(text, known={**stated, **article.metadata})
    return Page(
        blocks=page.blocks,
        metadata={**page.metadata, **stated},
        left_out=page.left_out,
        warnings=(*noticed, *warnings, *page.warnings),
    )


def _begins(page: Page, text: str, warnings: list[str]) -> tuple[int, ...]:
    """Characters of the text at which its pages begin; none where a block is not in the text as it was read."""
    if not page.begins:
        return ()
    if text != "\n\n".join(page.blocks):
        warnings.append("page numbers are not known")
        return ()
    starts = [0, *accumulate(len(block) + 2 for block in page.blocks)]
    return tuple(min(starts[block] + character, len(text)) for block, character in page.begins)


def _refuse_short(text: str) -> None:
    if not text:
        raise InvalidArticle("no text")
    letters = sum(character.isalnum() for character in text[:1000])
    if letters < LEAST_LETTERS:
        raise InvalidArticle(f"only {letters} letters of text; an article has at least {LEAST_LETTERS}")


def _published(facts: Mapping[str, str], warnings: list[str]) -> date | None:
    stated = one_line(facts.get("published", ""))
    if not stated:
        if facts.get("made"):
            warnings.append(
                f"no date; the file was made on {facts['made']} (to take that: --published {facts['made']})"
            )
        return None
    day, why = find_date(stated)
    if why:
        warnings.append(why)
    elif day and day > date.today():
        warnings.append(f"date {day.isoformat()} is in the future")
    return day


def _url(facts: Mapping[str, str], warnings: list[str]) -> str | None:
    url, noticed = tidy_url(facts.get("url"))
    warnings.extend(noticed)
    return url


def _language(facts: Mapping[str, str], text: str) -> str | None:
    """As stated, else as detected; None for a text too short to tell.

    Raises:
        NoTemporaryFiles: the disk is full.
    """
    stated = one_line(facts.get("language", "")).replace("_", "-").split("-")[0].lower()
    if 2 <= len(stated) <= 3 and stated.isalpha():
        return stated
    sample = text[:2000]
    if sum(character.isalpha() for character in sample) < LANGUAGE_LETTERS:
        return None
    try:
        return str(_detector().classify(sample)[0])
    except OSError as error:
        raise NoTemporaryFiles(gettempdir(), found=(error.strerror or str(error)).lower()) from error


@cache
def _detector() -> Any:  # noqa: ANN401 -- the library is untyped
    import py3langid

    return py3langid
