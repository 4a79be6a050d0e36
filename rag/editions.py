"""Whether an article can tell of the year that a question names: "Who won the 2022 final?" is not of 2018's."""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.records import Document
from rag.compared import Comparison
from rag.days import MONTH
from rag.heads import YEAR
from rag.timing import time_of_value
from rag.whens import whens

BEFORE, AFTER = timedelta(days=31), timedelta(days=62)
"""How long before and after a year articles tell of it without naming it. Chosen by hand: of 228 pairs of a news
question with a year and an article that may answer it, 20 are parted, 19 of them rightly."""
LONG_AGO = 5
"""Years after which an article may leave out when something was: "the funeral of Diana"."""

_YEAR = re.compile(YEAR)
_OTHERWISE = re.compile(
    rf"(?:\b(?:since|until|till|before|after|from|by|between|than|and|to|{MONTH.replace('?P<month>', '?:')})|\d,?)\s*$",
    re.IGNORECASE,
)
"""Before a year that bounds a time, or that belongs to a day or month, which articles often tell without it."""
_EDITION = re.compile(
    rf"\bthe\s{YEAR}\s(?:[A-Z]|(?:contest|tournament|finals?|cup|games|awards?|elections?|race|championships?|edition)\b)"
)
"""One of what is held again and again."""
_AGAIN = re.compile(
    r"\b(?:again|this year|repeat\w*|defen[ds]\w*|also|too|successive|consecutive|latest|since)\b", re.IGNORECASE
)
"""Where a sentence names another edition beside the one that it tells of."""


def of_another_year(text: str, article: Document, passage: str) -> Comparison | None:
    """A text is about one year, and an article about others: it neither names that year nor is of its time.

    Args:
        text: A question or a claim.
        article: One without a day of publication may be of any time.
        passage: Of the article, in which "last year" would be that year.

    >>> told = Document(title="", text="Netta won for Israel.", published=date(2018, 5, 13), origin="-")
    >>> [bool(of_another_year(f"Who won the {year} contest?", told, told.text)) for year in (2023, 2018)]
    [True, False]
    """
    year, published = _year_of(text), article.published
    if year is None or published is None or published.year - year > LONG_AGO:
        return None
    first, last = date(year, 1, 1), date(year, 12, 31)
    if first - BEFORE <= published <= last + AFTER:
        return None
    named = re.compile(rf"(?<!\d){year}(?!\d)|['’]{year % 100:02d}\b|[-–/]{year % 100:02d}\b")
    if named.search(article.title) or named.search(article.text):
        return None
    spans = [when.span(published) for when in whens(passage, published)]
    if any(span and span[0] <= last and first <= span[1] for span in spans):
        return None
    return Comparison(outcome="other_time", claimed=str(year), told="")


def told_of_another_year(question: str, sentence: str, answer: str, published: date | None) -> bool:
    """Whether a sentence gives an answer for another time than the year that a question is about.

    Args:
        question: In words.
        sentence: Of an article.
        answer: As it stands in the sentence.
        published: The article's day.

    >>> told_of_another_year("What was the turnout in 2022?", "Turnout was 61 percent in 2018.", "61 percent", None)
    True
    >>> told_of_another_year("Who won the 2023 Cup?", "Netta won the 2022 tournament.", "Netta", None)
    True
    """
    year = _year_of(question)
    if year is None or str(year) in sentence:
        return False
    if (
        _EDITION.search(question)
        and _EDITION.search(sentence)
        and not (_YEAR.search(answer) or _AGAIN.search(sentence))
    ):
        return True
    when = time_of_value(sentence, answer, published)
    span = when.span(published) if when else None
    return span is not None and not span[0].year <= year <= span[1].year


def _year_of(text: str) -> int | None:
    """The only year that a text names, as the time that it is about."""
    found = list(_YEAR.finditer(text))
    if len(found) != 1 or _OTHERWISE.search(text[: found[0].start()]):
        return None
    return int(found[0][0])
