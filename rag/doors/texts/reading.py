"""The text that is to be checked: of a file, of standard input, or of a page on the web."""

from __future__ import annotations

from index.cleaning import clean
from index.errors import InvalidArticle, UserError
from index.loading import Loader
from index.records import Article

LOOK = "See that it is one text: newscheck check --file article.txt, a URL, or - for standard input."
SAVE = "Save the page, and give the file: newscheck check --file page.html"


def read_text(place: str, *, max_bytes: int) -> str:
    """The text at a place; plain text as it is, of a page or Markdown what a reader sees.

    Args:
        place: A file, an http(s) URL, or - for standard input. A URL is fetched as `add` fetches it.
        max_bytes: That are read.

    Raises:
        UserError: there is no text, or there are several.
    """
    found = list(Loader([place], max_bytes=max_bytes))
    if len(found) != 1:
        raise UserError(f"{place!r} holds {len(found)} texts.", hint=LOOK)
    (read,) = found
    if not isinstance(read, Article):
        raise UserError(f"{place!r} cannot be read: {read.reason}.", hint=SAVE if "://" in place else LOOK)
    if read.media_type == "text/plain":
        return read.content
    try:
        return clean(read).text
    except InvalidArticle as error:
        raise UserError(f"{place!r} cannot be read: {error}.", hint=LOOK) from None
