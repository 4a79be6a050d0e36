"""URLs of articles: which are kept, and in which form."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from index.errors import InvalidArticle

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

LONGEST = 2_048
"""Characters of a URL at most."""


def tidy_url(url: str | None) -> tuple[str | None, list[str]]:
    """(the URL as stored and compared, warnings): host in lower case, no fragment, no credentials.

    Only http and https are kept: anything else in a page could be a script.

    Raises:
        InvalidArticle: longer than 2,048 characters.

    >>> tidy_url("HTTPS://Example.org/a#b")
    ('https://example.org/a', [])
    >>> tidy_url("javascript:alert(1)")
    (None, ['url left out: only http and https'])
    """
    if not url or not url.strip():
        return None, []
    if len(url) > LONGEST:
        raise InvalidArticle(f"url of {len(url):,} characters; at most {LONGEST:,}")
    if _CONTROL.search(url.strip()):
        return None, ["url left out: not a URL"]
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").lower()
    except ValueError:
        return None, ["url left out: not a URL"]
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None, ["url left out: only http and https"]
    host = f"[{host}]" if ":" in host else host
    tidy = urlunsplit((parts.scheme.lower(), host + port, parts.path, parts.query, ""))
    return tidy, ["credentials removed from the url"] if "@" in parts.netloc else []
