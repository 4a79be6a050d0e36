"""What the caller states of the articles, checked before the first of them is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.dates import find_date
from index.entries import NAMES
from index.errors import InvalidArticle, SettingsError
from index.formats import FORMATS
from index.records import Article, Refused
from index.urls import tidy_url

FACTS = tuple(name for name in NAMES if name not in {"text", "id"})
"""What can be stated of every article."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_].*)?")


def check_given(
    paths: Sequence[str],
    *,
    overrides: Mapping[str, str],
    fields: Mapping[str, str],
    format: str | None,  # noqa: A002 -- the flag's name
) -> None:
    """An empty value says that the fact is to have none, and is right for every fact.

    Raises:
        SettingsError: an unknown name or format, a language that is no code, a date that is none, a URL that cannot be
            kept, or one URL for several paths or a folder.
    """
    _refuse_unknown(overrides, known=FACTS, what="fact")
    _refuse_unknown(fields, known=tuple(NAMES), what="field")
    _refuse_unknown([format] if format else [], known=FORMATS, what="format")
    language, published, url = (overrides.get(name, "").strip() for name in ("language", "published", "url"))
    if language and not _LANGUAGE.fullmatch(language):
        raise SettingsError(f"language {language!r} is no code of two or three letters.", hint="Such as: en, de, pt-BR")
    if published and (why := find_date(published)[1]):
        raise SettingsError(f"published: {why}.", hint="Write it as year-month-day: 2020-02-15")
    if url:
        _check_url(url)
        if len(paths) > 1 or any(os.path.isdir(path) for path in paths):  # noqa: PTH112 -- pathlib's raises where one may not look
            raise _several(url)


def only_one(loaded: Iterable[Article | Refused], *, url: str) -> Iterator[Article | Refused]:
    """The same; the article is held back until it is known that no second one would take its place.

    Raises:
        SettingsError: there is a second article.
    """
    held: Article | None = None
    for item in loaded:
        if isinstance(item, Refused):
            yield item
        elif held:
            raise _several(url)
        else:
            held = item
    if held:
        yield held


def _refuse_unknown(names: Iterable[str], *, known: Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise SettingsError(f"No {what} is called {name!r}.", hint=f"Known are: {', '.join(known)}")


def _check_url(url: str) -> None:
    try:
        kept, why = tidy_url(url)
    except InvalidArticle as error:
        raise SettingsError(f"{error}.") from None
    if not kept:
        raise SettingsError(f"url {url!r}: {why[0]}.", hint="Such as: https://example.org/story")


def _several(url: str) -> SettingsError:
    return SettingsError(
        f"url {url!r} is that of one article; here are several, and each would replace the one before.",
        hint="Add them one by one, or give each its url in JSONL or CSV.",
    )
