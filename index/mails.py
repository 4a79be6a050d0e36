"""Newsletters: a mailbox (mbox) or one message (.eml) to articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import IO

from index.characters import one_line
from index.parts import Flaw, Part, Parts

_BEGINS = re.compile(rb"From \S+ .*\d{4}")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mbox(stream: IO[bytes], *, max_bytes: int) -> Parts:
    """Each message as an article; one too large or without a text costs itself."""
    for number, content in enumerate(_messages(stream, max_bytes), start=1):
        name = f"message {number}"
        if content is None:
            yield Flaw(name=name, reason=f"larger than {max_bytes:,} bytes")
            continue
        yield from read_mail(content, name=name)


def read_mail(content: bytes, *, name: str = "") -> Parts:
    """The text of one message: as HTML where it has that, and who sent it when."""
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
        body = message.get_body(preferencelist=("html", "plain"))
        text = body.get_content() if body else None
        facts, identity = _facts(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:  # the parser's own slips
        yield Flaw(name=name, reason=f"damaged message ({type(error).__name__})")
        return
    if not isinstance(text, str) or not text.strip():
        yield Flaw(name=name, reason="no text in this message")
        return
    html = body is not None and body.get_content_type() == "text/html"
    kept = identity or name
    yield Part(
        name=kept if name else "", content=text, media_type="text/html" if html else "text/plain", metadata=facts
    )


def _messages(stream: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    """The bytes of each message; None for one that is too large."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(1_000_000):
        if blank and _BEGINS.match(line):
            if begun:
                yield _joined(lines) if size <= max_bytes else None
            lines, size, begun = [], 0, True
        elif size <= max_bytes:
            lines.append(line)
            size += len(line)
        blank = not line.strip()
    if begun or lines:
        yield _joined(lines) if size <= max_bytes else None


def _joined(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))


def _facts(message: EmailMessage) -> tuple[dict[str, str], str]:
    """(what the header states, the identity of the message or nothing)"""
    who, address = parseaddr(str(message.get("From", "")))
    facts = {"title": one_line(str(message.get("Subject", ""))), "source": one_line(who or address)}
    try:
        facts["published"] = parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (ValueError, TypeError, IndexError):
        facts["published"] = one_line(str(message.get("Date", "")))
    identity = one_line(str(message.get("Message-ID", "")))
    return {name: value for name, value in facts.items() if value}, identity
