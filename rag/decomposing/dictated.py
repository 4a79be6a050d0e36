"""A language model that decomposes sentences: what a sentence does not entail is dropped, what is left out is added.

Both are told. What is no claim is left to the rules, and so is a sentence that the model leaves whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from index.errors import WriterFailed
from rag.decomposing import Part, decompose
from rag.decomposing.kinds import kind_of
from rag.generating import Generator
from rag.marks import drafts
from rag.meanings import meanings
from rag.prompts import DECOMPOSE, divided
from rag.verifying import Pair, Verifier

OF_IT = 0.7
"""Share of a statement's words that its sentence must have: a verifier alone lets much pass that is about nothing. A
guess, made with what a model of 135 million parameters writes."""


class Dictated:
    """Decomposes as a language model says, and by rules where it fails or says nothing that holds.

    Args:
        generator: The model.
        verifier: By which each of its statements is checked against the sentence.
    """

    def __init__(self, generator: Generator, verifier: Verifier) -> None:
        self._generator = generator
        self._verifier = verifier
        self._failure: str | None = None
        self._dropped: list[str] = []
        self._added: list[str] = []

    def __call__(self, sentence: str) -> tuple[Part, ...]:
        """The parts of a sentence, in the order in which the model wrote them."""
        by_rules = decompose(sentence)
        if self._failure or not any(part.kind == "claim" for part in by_rules):
            return by_rules
        try:
            told = self._told(sentence)
        except WriterFailed as error:
            self._failure = str(error)
            return by_rules
        held = self._entailed(told, sentence)
        if not held or (len(held) == 1 and meanings(held[0]) == meanings(sentence)):
            return by_rules
        placed = [_placed(text, sentence) for text in held]
        found = [part for part in placed if part.kind == "claim"]
        self._dropped += [part.text for part in placed if part.kind != "claim"]
        return (*found, *self._left_out(found, by_rules)) if found else by_rules

    @property
    def notes(self) -> tuple[str, ...]:
        """What was dropped, and why the model was not asked to the end; as sentences."""
        name, notes = self._generator.name, []
        if self._failure:
            notes.append(f"{name} {self._failure}; from there on sentences were divided by rules.")
        notes += [f"Dropped, for its sentence does not say so: “{text}” ({name})." for text in self._dropped]
        notes += [f"Added, for {name} left out some of it: “{text}”" for text in self._added]
        return tuple(notes)

    def _told(self, sentence: str) -> list[str]:
        with closing(self._generator.stream(DECOMPOSE, divided(sentence))) as pieces:
            return list(dict.fromkeys(draft.text for draft in drafts(pieces)))

    def _left_out(self, found: Sequence[Part], by_rules: Sequence[Part]) -> list[Part]:
        """Parts by rules that say more than all parts together: nothing of a sentence goes unchecked."""
        said = meanings(" ".join(part.text for part in found))
        missing = [part for part in by_rules if not meanings(part.text) <= said]
        self._added += [part.text for part in missing]
        return missing

    def _entailed(self, told: list[str], sentence: str) -> list[str]:
        plain = " ".join(sentence.split())
        judged = self._verifier.verify([Pair(statement=text, passage=plain) for text in told])
        holds = [
            text == plain or (stances.likeliest == "supports" and _is_of(text, plain))
            for text, stances in zip(told, judged, strict=True)
        ]
        self._dropped += [text for text, held in zip(told, holds, strict=True) if not held]
        return [text for text, held in zip(told, holds, strict=True) if held]


def _is_of(text: str, sentence: str) -> bool:
    said = meanings(text)
    return len(said & meanings(sentence)) >= OF_IT * len(said)


def _placed(text: str, sentence: str) -> Part:
    """Where its words stand together in the sentence; else it is from all of it."""
    start = sentence.find(text.rstrip("."))
    end = start + len(text.rstrip(".")) if start >= 0 else len(sentence)
    return Part(text=text, start=max(start, 0), end=end, kind=kind_of(text))
