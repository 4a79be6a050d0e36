"""Tables in text: what separates their columns, and whether a text is one."""

from __future__ import annotations

from collections.abc import Collection

DELIMITERS = ",;\t|"

LONGEST_NAME = 40
"""Characters of a column's name; longer ones are prose with a comma."""

LONGEST_HEAD = 10_000
"""Characters of a first line that may be one of names."""


def delimiter_of(text: str, *, known: Collection[str]) -> str:
    """The one by which the first line names most columns that are `known` (in lower case), else most columns.

    >>> delimiter_of("Kop;Tekst, ongekort", known={"tekst, ongekort"})
    ';'
    """
    return max(DELIMITERS, key=lambda mark: _columns(text, mark, known))


def is_table(text: str, *, known: Collection[str]) -> bool:
    """Whether the first line names columns, two of them `known`, and rows follow.

    >>> is_table("Title,Body\\nBridge opens,The mayor ...", known={"title", "body"})
    True
    >>> is_table("Title, body and all\\nThe mayor ...", known={"title", "body"})
    False
    """
    head, _, rest = text.lstrip().partition("\n")
    if len(head) > LONGEST_HEAD:
        return False
    names = _names(head, delimiter_of(head, known=known))
    plain = all(0 < len(name) <= LONGEST_NAME for name in names)
    return plain and sum(name in known for name in names) > 1 and bool(rest.strip())


def _columns(text: str, mark: str, known: Collection[str]) -> tuple[int, int]:
    names = _names(text.lstrip("\r\n").split("\n", 1)[0], mark)
    return sum(name in known for name in names), len(names)


def _names(head: str, mark: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in head.split(mark)]
