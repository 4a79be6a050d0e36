"""Units of a sentence's measures, exchanged for others of their sort: a true number of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from eval.altering.edits import Edit
from eval.altering.quantities import WORDS, counts

_SORTS: tuple[tuple[str, ...], ...] = (
    ("minute", "hour", "day", "week", "month", "year"),
    ("inch", "foot", "yard", "mile", "kilometer", "meter"),
    ("ounce", "pound", "kilogram", "ton"),
    ("Fahrenheit", "Celsius"),
    ("percent", "percentage points"),
    ("acre", "square mile", "square foot"),
    ("dollar", "euro", "pound sterling", "yen"),
)
_PLURALS = {
    "inch": "inches", "foot": "feet", "square foot": "square feet", "pound sterling": "pounds sterling",
    **{name: name for name in ("Fahrenheit", "Celsius", "percent", "percentage points", "yen")},
}  # fmt: skip
_SIGNS = ("$", "€", "£")
_SORT_OF = {
    form: (sort, form != name)
    for sort in reversed(_SORTS)
    for name in sort
    for form in (name, _PLURALS.get(name, f"{name}s"))
}
"""Form -> its sort, and whether it is a plural's own form."""

_UNIT = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|(?:{'|'.join(WORDS)}))"
    rf"[ -](?:degrees )?(?P<unit>{'|'.join(sorted(_SORT_OF, key=len, reverse=True))})"
    r"(?![\w’'])(?! ago| later| earlier)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?<![\w$])(?P<sign>[$€£])(?P<number>\d[\d,.]*\d|\d)")


def unit_edits(sentence: str, rng: Random, passage: str = "") -> list[Edit]:
    """One for each unit or currency beside a number that stands by itself; no measure that the passage gives."""
    found = [*_units(sentence, rng), *_signs(sentence, rng)]
    return [edit for edit in found if apart(sentence, edit) not in passage]


def apart(sentence: str, edit: Edit) -> str:
    """The measure as it comes out: the number with its new unit."""
    before = sentence[: edit.start].split()[-1:] if sentence[: edit.start] else []
    return f"{before[0] if before else ''} {edit.text}".strip()


def _units(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _UNIT.finditer(sentence):
        form = match["unit"] if match["unit"] in _SORT_OF else match["unit"].lower()
        if form not in _SORT_OF or not counts(sentence, *match.span("number")):
            continue
        sort, plural = _SORT_OF[form]
        other = rng.choice([name for name in _far(sort, form) if name != form])
        yield Edit(*match.span("unit"), _PLURALS.get(other, f"{other}s") if plural else other)


def _far(sort: Sequence[str], form: str) -> list[str]:
    """The others of a sort."""
    own = next(name for name in sort if form in (name, _PLURALS.get(name, f"{name}s")))
    return [name for name in sort if name != own]


def _signs(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _MONEY.finditer(sentence):
        if counts(sentence, *match.span()):
            yield Edit(*match.span("sign"), rng.choice([sign for sign in _SIGNS if sign != match["sign"]]))
