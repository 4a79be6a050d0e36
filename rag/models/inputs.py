"""What the shipped models are fed, in training as in use: a question or statement, then title and passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.splitting import Span

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

FIRST_TOKENS = 96
"""Of a question or statement; what is longer is cut."""

OVERLAP = 64
"""Tokens that two windows of a long passage share."""

AT_ONCE = 256
"""Bytes, of which there are no more tokens: surely less than a window."""

REMEMBERED = 8
"""Questions that are not counted again for each of their passages."""

_PIECE = re.compile(r"\s{0,8}\S{1,60}")
"""As much as is surely less than a window: a tokenizer that cuts only second texts refuses a longer first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """As much of a passage as is read at once, behind the question."""

    ids: Sequence[int]
    types: Sequence[int]
    """0 for the question, 1 for title and passage."""
    places: Sequence[Span | None]
    """Per token its characters in the passage; None for tokens that are not the passage's."""


def windows(tokenizer: Tokenizer, first: str, passage: str, *, title: str = "") -> list[Window]:
    """One window for most passages, overlapping ones for a long one; the title stands in the first.

    Args:
        tokenizer: From `pair_tokenizer`.
        first: Question or statement.
        passage: Text to look into.
        title: Of its article; empty for none.
    """
    return windows_of_all(tokenizer, [(first, passage, title)])[0]


def windows_of_all(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str, str]]) -> list[list[Window]]:
    """`windows` of each (first, passage, title), made side by side."""
    heads = [f"{title}\n" if title else "" for _, _, title in pairs]
    texts = [(cut(tokenizer, first), head + passage) for head, (first, passage, _) in zip(heads, pairs, strict=True)]
    return [
        [_window(part, len(head)) for part in (encoding, *encoding.overflowing)]
        for head, encoding in zip(heads, tokenizer.encode_batch(texts), strict=True)
    ]


def pair_tokenizer(tokenizer: Tokenizer, *, max_tokens: int) -> Tokenizer:
    """Set up for `windows`: only the passage is cut, and what is cut off comes as further windows."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, stride=OVERLAP, strategy="only_second")
    return tokenizer


@lru_cache(maxsize=REMEMBERED)
def cut(tokenizer: Tokenizer, text: str) -> str:
    """The first `FIRST_TOKENS` tokens of a text."""
    size = len(text.encode(errors="surrogatepass"))
    if size <= FIRST_TOKENS:  # a token is a byte at least
        return text
    if size <= AT_ONCE and len(tokenizer.encode(text, add_special_tokens=False).ids) <= FIRST_TOKENS:
        return text
    left = FIRST_TOKENS
    for piece in _PIECE.finditer(text):
        encoding = tokenizer.encode(piece.group(), add_special_tokens=False)
        if len(encoding.ids) > left:
            return text[: piece.start() + (encoding.offsets[left - 1][1] if left else 0)]
        left -= len(encoding.ids)
    return text


def _window(encoding: Encoding, shift: int) -> Window:
    places = [
        Span(start - shift, end - shift) if sequence == 1 and start >= shift else None
        for sequence, (start, end) in zip(encoding.sequence_ids, encoding.offsets, strict=True)
    ]
    return Window(ids=encoding.ids, types=encoding.type_ids, places=places)
