"""A text that is sent to a server to be checked: how much of it is taken."""

from __future__ import annotations

from index.errors import UserError
from rag.asking import prose_of
from rag.texts import statements

LONGEST = 20_000
"""Characters."""

MOST = 100
"""Sentences: each that claims something takes up to a second."""

AS_A_FILE = "Send it in parts, or check it on the command line: newscheck check --file TEXT"


def text_given(given: object) -> str:
    """The text, letter by letter: the places of what is found in it count there.

    Raises:
        UserError: it is no text, holds no sentence, or is longer than what is taken.
    """
    text = prose_of(given)
    if len(text) > LONGEST:
        raise UserError(f"The text has {len(text):,} characters; at most {LONGEST:,} are taken.", hint=AS_A_FILE)
    sentences = len(statements(text))
    if not sentences:
        raise UserError("There is no sentence in the text.", hint="Send at least one, in words.")
    if sentences > MOST:
        raise UserError(f"The text has {sentences:,} sentences; at most {MOST} are taken.", hint=AS_A_FILE)
    return text
