"""What a claim gives and what a sentence gives, compared as values: it agrees, or it is another, or neither is sure.

Only values of one thing are compared: of one unit or noun, with most of the claim's other words in the sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.lexical import stem, words
from rag.deriving import Derived, derived
from rag.figures import Figure, figures, meanings
from rag.matching import agrees, contradicts, like, means, other_currency, other_time, same_limit, same_thing
from rag.timing import relation, tells_a_state, time_of_claim
from rag.values import denied
from rag.verifying import Stances
from rag.whens import When, whens

Outcome = Literal["agrees", "differs", "other_time"]
"""What the sentence's value is to the claim's: the same, another one, or one that is told of another time."""

SPOKEN = 0.7
"""Share of the claim's other words that a sentence must hold for its value to be another one of the same thing."""
NEAR = 0.5
"""The same, for a value that is the claim's."""
_LIGHT = frozenset(
    map(stem, ["serve", "belong", "account", "contribute", "provide", "include", "total", "number", "affiliated"])
)
"""Words for being part of something, of which sentence and claim use different ones: they are no part of a claim."""
_EITHER = re.compile(r"\bor\b")
_PRONOUNS = frozenset(["it", "they", "he", "she", "this", "these", "there", "its", "their"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a sentence's value says to a claim's."""

    outcome: Outcome
    claimed: str
    """The claim's value, as it stands there."""
    told: str
    """The sentence's, as it stands there."""
    working: str | None = None
    """How the claim's value follows from the sentence's: "half of 16,000 is 8,000"; None where it is given."""
    held: bool
    """Whether sentence and context say all else that the claim says."""


def compare(
    claim: str, sentence: str, *, published: date | None = None, context: str = "", least: float = SPOKEN
) -> Comparison | None:
    """What the values of a sentence say to those of a claim; None where none can be compared, or in any doubt.

    Of several values all must agree, or all but one that differs. Where a claim says of when its number is, a number of
    another time says nothing to it, and one of that time is compared without it.

    Args:
        claim: One statement.
        sentence: Of an article.
        published: The article's day, for "yesterday" and "in March".
        context: What else tells what the sentence is about: title, explained abbreviations.
        least: Share of the claim's other words that must be there for another value to be of the same thing, 0-1.

    >>> found = compare("The RSM has 12,000 soldiers.", "The US account for half of the 16,000 soldiers of the RSM.")
    >>> (found.outcome, found.claimed, found.told)
    ('differs', '12,000', '16,000')
    >>> compare("The tower is 60 metres high.", "The bridge is 1,400 metres long.") is None
    True
    """
    if denied(claim) != denied(sentence):
        return None
    claimed, said = _Values.read(claim, None), _Values.read(sentence, published)
    time = claimed.time
    if time is None:
        return _compared(claimed, said, published, context, least)
    timeless = replace(claimed, whens=tuple(when for when in claimed.whens if when != time))
    found = _compared(timeless, said, published, context, least)
    how = relation(time, sentence, found.told, published) if found and not found.working else "open"
    as_it_is = _compared(claimed, said, published, context, least)
    if how == "open" or (as_it_is and as_it_is.claimed == time.text and not tells_a_state(claim)):
        return as_it_is
    return replace(found, outcome="other_time") if found and how == "other" else found


def _compared(claimed: _Values, said: _Values, published: date | None, context: str, least: float) -> Comparison | None:
    """Values that were read, whatever their times."""
    claim, sentence = claimed.text, said.text
    share = _share(claimed.others, f"{sentence} {context}")
    found = [*_figures_compared(claimed, said), *_whens_compared(claimed, said, published)]
    needed = 0.0 if words(sentence)[:1] and words(sentence)[0] in _PRONOUNS else least
    differing = [one for one in found if one.outcome == "differs" and share >= needed]
    agreeing = [one for one in found if one.outcome == "agrees" and share >= min(NEAR, least)]
    chosen = _chosen(differing, agreeing, len(claimed.figures) + len(claimed.whens))
    if chosen is None or (differing and _EITHER.search(claim)):
        return None
    return Comparison(
        outcome=chosen.outcome, claimed=chosen.claimed, told=chosen.told, working=chosen.working, held=share >= 1.0
    )


def _chosen(differing: Sequence[_Found], agreeing: Sequence[_Found], values: int) -> _Found | None:
    """Of a claim with so many values the one that matters: the other one, or the one that is least plainly its own."""
    if len(differing) == 1 and len(agreeing) == values - 1:
        return differing[0]
    if not values or differing or len(agreeing) < values:
        return None
    return max(agreeing, key=lambda one: (one.working is not None, one.claimed.lower() != one.told.lower()))


def compare_all(
    claim: str, sentences: Iterable[str], *, published: date | None = None, context: str = ""
) -> Comparison | None:
    """The same for several sentences of one passage: the one that gives the claim's value, or else another, counts."""
    found = [one for text in sentences if (one := compare(claim, text, published=published, context=context))]
    order = ("agrees", "differs", "other_time")
    return min(found, key=lambda one: (order.index(one.outcome), not one.held), default=None)


def corrected(stances: Stances, found: Comparison | None) -> Stances:
    """What a verifier said of a sentence, where the values are known to differ or to agree.

    Another value is no support: it refutes where all else of the claim is held. The claim's own value in another form,
    with all else held, is no refutation; in the same form it is left to the verifier, whom it cannot have deceived.
    The weaker of both sides goes, not to the stronger one: two sides of a conflict stay comparable. A value of another
    time is neither.
    """
    if found is None:
        return stances
    return _differing(stances, found) if found.outcome != "agrees" else _agreeing(stances, found)


def _differing(stances: Stances, found: Comparison) -> Stances:
    if found.outcome == "other_time":
        return Stances(supports=0.0, refutes=0.0, neither=1.0)
    if found.held:
        against = max(stances.refutes, stances.supports)
        whole = against + stances.neither
        return Stances(supports=0.0, refutes=against / whole, neither=stances.neither / whole)
    return Stances(supports=0.0, refutes=stances.refutes, neither=stances.supports + stances.neither)


def _agreeing(stances: Stances, found: Comparison) -> Stances:
    if not found.held or found.told.lower() == found.claimed.lower():
        return stances
    settled = _exchanged(stances) if stances.refutes > stances.supports else stances
    if found.working and settled.neither > settled.supports:
        return Stances(supports=settled.neither, refutes=settled.refutes, neither=settled.supports)
    return settled


def _exchanged(stances: Stances) -> Stances:
    return Stances(supports=stances.refutes, refutes=stances.supports, neither=stances.neither)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    outcome: Outcome
    claimed: str
    told: str
    working: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values:
    """A text, read once."""

    text: str
    figures: tuple[Figure, ...]
    whens: tuple[When, ...]
    others: frozenset[str]
    """Its words that carry meaning, without those of values."""

    @classmethod
    def read(cls, text: str, published: date | None) -> _Values:
        times = whens(text, published)
        plain = _without(text, times)
        counted = figures(plain)
        rest = _without(plain, counted)
        return cls(
            text=text, figures=tuple(counted), whens=tuple(times),
            others=meanings(rest) - _LIGHT,
        )  # fmt: skip

    @property
    def time(self) -> When | None:
        """Of a claim: of when its figure is said to be."""
        return time_of_claim(self.whens) if self.figures else None


def names_a_time(claim: str) -> bool:
    """Whether a claim says of when its figure is, which may have been another one before and after.

    >>> names_a_time("In 2020 the RSM had 16,000 soldiers."), names_a_time("In 2020 a flood killed 57 people.")
    (True, False)
    """
    return tells_a_state(claim) and _Values.read(claim, None).time is not None


def _without(text: str, found: Sequence[When | Figure]) -> str:
    """With blanks where they stand."""
    for one in found:
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text


def _share(others: frozenset[str], told: str) -> float:
    """Of a claim's other words that are told, 0-1; 1 where it has none."""
    said = meanings(told)
    return len(others & said) / len(others) if others else 1.0


def difference(claim: str, quote: str, published: date | None) -> Comparison | None:
    """The value of a sentence that is known to refute a claim, where it gives another one than the claim."""
    found = compare(claim, quote, published=published, least=0.0)
    return found if found and found.outcome == "differs" else None


def _figures_compared(claimed: _Values, said: _Values) -> Iterator[_Found]:
    free = list(said.figures)
    open_ones: list[Figure] = []
    for mine in claimed.figures:
        given = next((one for one in free if like(mine, one) and agrees(mine, one)), None)
        if given:
            free.remove(given)
            yield _Found(outcome="agrees", claimed=mine.text, told=given.text)
        else:
            open_ones.append(mine)
    for mine in open_ones:
        yield from _other_figure(mine, free, claimed, said)


def _other_figure(mine: Figure, free: Sequence[Figure], claimed: _Values, said: _Values) -> Iterator[_Found]:
    """What follows from the sentence, or the only other number of the same thing."""
    follows = [one for one in derived(said.text, said.figures) if _follows(mine, one)]
    if follows:
        for one in follows[:1]:
            if _proves(mine, one, claimed):
                yield _Found(outcome="agrees", claimed=mine.text, told=one.text, working=one.working)
        return
    others = [one for one in free if same_thing(mine, one)]
    swapped = [one for one in free if other_currency(mine, one)]
    if swapped:
        yield _Found(outcome="differs", claimed=mine.text, told=swapped[0].text)
    elif len({(one.low, one.high) for one in others}) == 1 and contradicts(mine, others[0]):
        yield _Found(outcome="differs", claimed=mine.text, told=others[0].text)


def _follows(mine: Figure, one: Derived) -> bool:
    if mine.units != one.base.units:
        return False
    if mine.exact:
        return math.isclose(mine.low, one.value, rel_tol=0.005)
    return mine.rough and mine.low == mine.high and agrees(mine, replace(one.base, low=one.value, high=one.value))


def _proves(mine: Figure, one: Derived, claimed: _Values) -> bool:
    """Whether the claim tells the number of the same part.

    Not "The RSM has 8,000 soldiers" by "the US troops are half of the 16,000 soldiers of the RSM", but "The US has".
    """
    whose = (meanings(one.before) - {*one.base.things}) & claimed.others
    return one.subject or mine.part or bool(whose) or not same_thing(mine, one.base)


def _whens_compared(claimed: _Values, said: _Values, published: date | None) -> Iterator[_Found]:
    for mine in claimed.whens:
        alike = [one for one in said.whens if bool(mine.named) <= bool(one.named) and same_limit(mine, one)]
        given = next((one for one in alike if means(mine, one, published)), None)
        if given:
            yield _Found(outcome="agrees", claimed=mine.text, told=given.text)
        elif len(said.whens) == 1 and alike and other_time(mine, alike[0], published):
            yield _Found(outcome="differs", claimed=mine.text, told=alike[0].text)
