"""What a model reads before a passage: which article it is of, when that was told, and how it begins."""

from __future__ import annotations

import re
from functools import lru_cache

from index.records import Document
from index.splitting import sentences

SHORTEST, LONGEST = 50, 300
"""Characters of a sentence that tells what an article is about: a line that is shorter is a byline, "London CNN —"."""
SOON = 2_000
"""Characters within which it stands."""

YEAR = r"(?<![\w.,$€£-])(?:19|20)\d\d(?![\w%]|[.,]\d|[-–/]\d)"
"""One that a question or a claim names: no number of something, and no "2020-21"."""
_TIME = re.compile(
    rf"{YEAR}|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_ASIDE = re.compile(
    r"[^.!?”\"’')]$|^(?:©|Copyright|Editor|Clarification|Correction|Read(?: more)?:|Watch:|Photo|File)"
    r"|\b(?:Getty|AFP|Reuters|AP)\b[^.]{0,20}[)\]]?\.?$"
)
"""What stands before an article and says nothing of it: captions, credits, notes of the editor."""


def names_time(text: str) -> bool:
    """Whether a text names a year or a month."""
    return bool(_TIME.search(text))


def titled(text: str, article: Document) -> str:
    """The title of an article; with its day, where a text names a time, so that a model knows when it is told.

    >>> from datetime import date
    >>> told = Document(title="Cup final", text="Netta won.", published=date(2018, 5, 13), origin="-")
    >>> titled("Who won the 2018 final?", told), titled("Who won the final?", told)
    ('Cup final (13 May 2018)', 'Cup final')
    """
    if article.published is None or not names_time(text):
        return article.title
    return f"{article.title} ({article.published:%-d %B %Y})".strip()


@lru_cache(maxsize=256)
def lead(article: str) -> str:
    """The first sentence of an article's text that says what it is about; empty where none does soon.

    >>> lead("By Ada Roe\\n\\nThe hall [Reuters]\\n\\nThe government presented the budget for 2024 on Tuesday.")
    'The government presented the budget for 2024 on Tuesday.'
    """
    paragraphs = (one for one in article[:SOON].split("\n\n") if one and not _ASIDE.search(one))
    told = (one[start:end] for one in paragraphs for start, end in sentences(one[: 2 * LONGEST]))
    return next((text for text in told if SHORTEST <= len(text) <= LONGEST), "")


def head(text: str, article: Document, part: str) -> str:
    """Title and lead of an article before a part of it that a model reads for a text; no lead where it is there.

    >>> text = "The government of Velmora presented its budget on Tuesday. They vote in May."
    >>> head("When?", Document(title="Budget", text=text, origin="-"), "They vote in May.").splitlines()
    ['Budget', 'The government of Velmora presented its budget on Tuesday.']
    """
    first = lead(article.text)
    told = (titled(text, article), first if first not in part else "")
    return "\n".join(line for line in told if line)
