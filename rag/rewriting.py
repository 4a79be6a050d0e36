"""Follow-up questions put in full by a language model, where the rules leave them; what it writes is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing

from index.characters import one_line
from index.errors import WriterFailed
from index.lexical import STOP_WORDS, stem, words
from index.splitting import sentences
from rag.asking import LONGEST
from rag.following import REACH, Turn, Understood, leans, resolve, without_lead
from rag.following.anaphora import TOLD
from rag.following.grammar import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, tokens
from rag.generating import Generator
from rag.marks import without_thoughts
from rag.prompts import REWRITE, conversed
from rag.values import numbers

SHARE = 1 / 4
"""Of the time that a language model has for an answer: what it has besides to put the question in full. Behind a
server, where an answer has two thirds of all the time, a sixth of it is then left for the archive."""

_LABEL = re.compile(r"(?:(?:last|full|rewritten|standalone) )*question\s*:\s*", re.IGNORECASE)
_QUOTES = "\"'“”‘’«»„`*_ "
_ABOUT = re.compile(r"(?:what|how) about\b", re.IGNORECASE)
_REFERRING = frozenset(["one", "ones"])
_NEGATIONS = frozenset(["no", "not", "nor", "never", "without"])
_BOUNDS = frozenset([
    "after", "against", "before", "between", "during", "since", "until", "more", "most", "over", "under", "above",
    "below", "only",
])  # fmt: skip
_REPLACED = (STOP_WORDS | _REFERRING) - QUESTION_WORDS - _NEGATIONS - _BOUNDS
"""Words that may be gone from a question in full."""
_OPENING = STOP_WORDS | QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | TOLD
"""Words that may begin a question, or have a capital in a name, and name nothing."""


class ModelRewriter:
    """A `Rewriter` that asks a language model for what the rules leave.

    The rules come first: what they put in full is surely a follow-up, costs no time, and cannot be invented. Of the
    others the model is shown only those that may lean on what was asked before (`leans`), so that a question which
    names what it is about is never spoilt, and never waits. What the model writes is taken where it passes `checked`.

    Args:
        generator: The model.
        seconds: Time that it has for a question.
    """

    def __init__(self, generator: Generator, *, seconds: float) -> None:
        self._generator = generator
        self._seconds = seconds

    def __call__(self, question: str, previous: Sequence[Turn]) -> Understood:
        """As the protocol says; a model that fails is told of in the note."""
        put = resolve(question, previous)
        if put != question or not previous or not leans(question):
            return Understood(put)
        near = previous[-REACH:]
        try:
            return Understood(checked(self._written(question, near), question, near))
        except WriterFailed as error:
            return Understood(question, f"The writer {error}; asked as it is.")

    def _written(self, question: str, previous: Sequence[Turn]) -> str:
        text = ""
        asked = self._generator.stream(REWRITE, conversed(question, previous), seconds=self._seconds)
        with closing(asked) as pieces:
            for piece in without_thoughts(pieces):
                text += piece
                if len(text) > LONGEST:
                    raise WriterFailed(f"wrote more than {LONGEST:,} characters for a question")
        return text


def checked(written: str, question: str, previous: Sequence[Turn]) -> str:
    """The question that a model wrote, without quotes and label.

    >>> checked('"Who commands RSM?"', "Who commands it?", [Turn("How many troops serve in RSM?")])
    'Who commands RSM?'

    Raises:
        WriterFailed: it is no question or more than one, leaves out words of the question that was asked, or holds a
            name, a number or a negation that stands neither in that nor in the turns before.
    """
    text = _LABEL.sub("", one_line(written).strip(_QUOTES), count=1).strip(_QUOTES)
    if not words(text):
        raise WriterFailed("wrote no question")
    if words(text) == words(question):
        return question
    if len(written.strip().splitlines()) > 1 or len(sentences(text)) > 1:
        raise WriterFailed("wrote more than a question")
    if not text.endswith(("?", "？", "؟")) and words(text)[0] not in TOLD:
        raise WriterFailed("wrote no question")
    if left := _left_out(text, question):
        raise WriterFailed(f"left “{left}” out of the question")
    said = "\n".join([question, *(f"{turn.question}\n{turn.answer or ''}" for turn in previous)])
    if unsaid := _unsaid(text, said):
        raise WriterFailed(f"put “{unsaid}” into the question, of which nothing was said")
    return text


def _left_out(text: str, question: str) -> str | None:
    """A word of the question that matters, or asks, and is not in the text."""
    core, kept = without_lead(question.strip()), {stem(word) for word in words(text)}
    gone = _REPLACED | QUESTION_WORDS if _ABOUT.match(core) else _REPLACED
    return next((word for word in words(core) if word not in gone and stem(word) not in kept), None)


def _unsaid(text: str, said: str) -> str | None:
    """A name, a number or a negation of the text that was not said."""
    known = {stem(word) for word in words(said)}
    for token in tokens(text):
        strange = [word for word in words(token.text) if stem(word) not in known]
        named = token.named or token.start == 0
        if any(word in _NEGATIONS or (named and word not in _OPENING) for word in strange):
            return token.text
    figures = numbers(text) - numbers(said)
    return f"{min(figures):g}" if figures else None
