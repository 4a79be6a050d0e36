"""Sentences of articles made untrue, or said in other words: what a verifier is trained on and measured with.

change      a number, a date, a name, a place, a unit, or its denial: the sentence as it was contradicts what comes out
paraphrase  the same in slightly other words (eval/altering/rewording.py)
"""

from __future__ import annotations

from random import Random
from typing import Literal

from eval.altering.dating import date_edits
from eval.altering.denying import denials
from eval.altering.edits import Edit, apply
from eval.altering.naming import Pool, collect, name_edits, place_edits, rename
from eval.altering.quantities import number_edits
from eval.altering.rewording import paraphrase
from eval.altering.units import unit_edits

__all__ = ["KINDS", "Kind", "Pool", "change", "collect", "paraphrase"]

Kind = Literal["number", "date", "name", "negation", "place", "unit"]
KINDS: tuple[Kind, ...] = ("number", "date", "name", "negation")
"""What models are trained on and claims are made of; a name may be a place's."""


def change(sentence: str, kind: Kind, rng: Random, pool: Pool) -> str | None:
    """The sentence with one thing changed, so that as it was it contradicts it; None where the kind does not apply.

    Args:
        sentence: That tells something; of a question or a wish nothing can be said.
        kind: What to change.
        rng: Chooses.
        pool: Names to take others from; no name, number or date of its passage is put in.

    >>> change("Some 16,000 soldiers serve in Iraq.", "number", Random(3), Pool(names={}))
    'Some 9,000 soldiers serve in Iraq.'
    """
    found = _edits(sentence, kind, rng, pool)
    if not found:
        return None
    edit = rng.choice(found)
    for part in rename(sentence, edit) if kind in {"name", "place"} else [edit]:
        sentence = apply(sentence, part)
    return sentence


def _edits(sentence: str, kind: Kind, rng: Random, pool: Pool) -> list[Edit]:
    if kind == "name":
        return name_edits(sentence, rng, pool)
    if kind == "place":
        return place_edits(sentence, rng, pool)
    if kind == "unit":
        return unit_edits(sentence, rng, pool.passage)
    if kind == "number":
        return number_edits(sentence, rng, pool.passage)
    return date_edits(sentence, rng, pool.passage) if kind == "date" else denials(sentence)
