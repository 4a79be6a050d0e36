"""Characters of an article: one form for each, and none that a reader cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NEWLINES = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef]"
)
_JOINERS = re.compile("(?<![\u0600-\u109f])[\u200c\u200d]")
"""Persian and Indic scripts need them inside words; elsewhere they only hide something."""
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_BEYOND_ASCII = re.compile(r"[^\t\n\x20-\x7e]")

_NOTICED = (
    (_SURROGATES, "\ufffd", "broken characters replaced"),
    (_TAGS, "", "hidden characters"),
    (_DIRECTIONS, "", "marks of writing direction removed"),
)


def tidy_characters(text: str) -> tuple[str, tuple[str, ...]]:
    """(text in NFC with plain spaces and line ends, what was found that could mislead a reader).

    Removed: control characters, terminal escapes, characters that take no room. A blank line stays one blank line.

    >>> tidy_characters("Cafe\\u0301\\u00a0 au\\u200b lait\\x00")
    ('Café au lait', ())
    >>> tidy_characters("Pay\\U000e0041 now")
    ('Pay now', ('1 hidden characters',))
    """
    warnings: list[str] = []
    if _BEYOND_ASCII.search(text):
        text = _NEWLINES.sub("\n", text)
        for pattern, replacement, words in _NOTICED:
            text, count = pattern.subn(replacement, text)
            if count:
                warnings.append(f"{count} {words}")
        for pattern in (_ESCAPES, _CONTROLS, _INVISIBLE, _JOINERS):
            text = pattern.sub("", text)
        text = unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip(), tuple(warnings)


def one_line(text: str) -> str:
    """Tidy, and all white space a single space: for titles and names."""
    return " ".join(tidy_characters(text)[0].split())


def paragraphs(text: str) -> list[str]:
    """Blocks of tidy text between blank lines; lines that were only wrapped at a margin are joined again.

    >>> paragraphs("One line.\\n\\nTwo.")
    ['One line.', 'Two.']
    """
    blocks = [block.split("\n") for block in text.split("\n\n") if block.strip()]
    joined = []
    for lines in blocks:
        joined += [" ".join(lines)] if _is_wrapped(lines) else lines
    return [block for block in joined if block]


def mixes_scripts(name: str) -> bool:
    """Whether Latin letters stand beside Cyrillic or Greek ones within a word, as in forged names."""
    return any(
        len({unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()} & {"LATIN", "CYRILLIC", "GREEK"}) > 1
        for word in name.split()
    )


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether every line but the last is about as long as the longest: a margin, not an author, broke them."""
    longest = max(len(line) for line in lines)
    return len(lines) > 1 and 40 <= longest <= 120 and all(len(line) > longest * 0.7 for line in lines[:-1])
