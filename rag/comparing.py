"""What a claim gives and what a sentence gives, compared as values: it agrees, or it is another, or neither is sure.

Only values of one thing are compared: of one unit or noun, with most of the claim's other words in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.lexical import words
from rag.compared import OUTCOMES, Comparison, same_sum
from rag.deriving import changes, derived, follows, other_part, proves, shares, whose
from rag.figures import Figure
from rag.matching import (
    agrees,
    bare,
    contradicts,
    like,
    means,
    of_another,
    other_currency,
    other_time,
    rewritten,
    same_limit,
    same_thing,
)
from rag.meanings import meanings
from rag.opposites import opposite
from rag.owning import told_of_another
from rag.places import other_place
from rag.posts import left_post, other_post
from rag.timing import goes_on, relation, tells_a_state
from rag.values import denied
from rag.valuing import Values
from rag.whens import When, reckoned

SPOKEN = 0.7
"""Share of the claim's other words that a sentence must hold for its value to be another one of the same thing."""
NEAR = 0.5
"""The same, for a value that is the claim's."""
FEWEST = 2
"""Other words that a claim about a place must have."""
_EITHER = re.compile(r"\bor\b")
_PRONOUNS = frozenset(["it", "they", "he", "she", "this", "these", "there", "its", "their"])


def compare(
    claim: str,
    sentence: str,
    *,
    published: date | None = None,
    context: str = "",
    article: str = "",
    least: float = SPOKEN,
) -> Comparison | None:
    """What the values of a sentence say to those of a claim; None where none can be compared, or in any doubt.

    Of several values all must agree, or all but one that differs. Where a claim says of when its number is, a number of
    another time says nothing to it, and one of that time is compared without it.

    Args:
        claim: One statement.
        sentence: Of an article.
        published: The article's day, for "yesterday" and "in March".
        context: What else tells what the sentence is about: title, explained abbreviations.
        article: The whole text, which may tell that one place lies within another.
        least: Share of the claim's other words that must be there for another value to be of the same thing, 0-1.

    >>> found = compare("The RSM has 12,000 soldiers.", "The US account for half of the 16,000 soldiers of the RSM.")
    >>> (found.outcome, found.claimed, found.told)
    ('differs', '12,000', '16,000')
    >>> compare("The tower is 60 metres high.", "The bridge is 1,400 metres long.") is None
    True
    """
    if apart := other_post(claim, sentence, article) or left_post(claim, sentence) or opposite(claim, sentence):
        return apart
    if denied(claim) != denied(sentence):
        return None
    claimed, said = Values.read(claim, None), Values.read(sentence, published)
    surroundings = _Around(published=published, context=context, article=article, least=least)
    time = claimed.time
    if time is None:
        return _compared(claimed, said, surroundings)
    timeless = replace(claimed, whens=tuple(when for when in claimed.whens if when != time))
    found = _compared(timeless, said, surroundings)
    how = relation(time, sentence, found.told, published) if found and not found.working else "open"
    as_it_is = _compared(claimed, said, surroundings)
    if how == "open" or (not tells_a_state(claim) and (how == "other" or _is_of(time, as_it_is))):
        return as_it_is
    if found and how == "other":
        return replace(found, outcome="other_time")
    return replace(found, timed=True) if found and how == "same" else found


def _is_of(time: When, found: Comparison | None) -> bool:
    """Whether it is the time itself that was compared."""
    return found is not None and found.claimed == time.text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What `compare` takes besides both texts."""

    published: date | None
    context: str
    article: str
    least: float


def _compared(claimed: Values, said: Values, around: _Around) -> Comparison | None:
    """Values that were read, whatever their times."""
    sentence, context, least = said.text, around.context, around.least
    share = _share(claimed.needed, f"{sentence} {context}")
    counted = list(_figures_compared(claimed, said))
    strange = (one for one in counted if told_of_another(claimed.text, sentence, one.told, around.article))
    if one := next(strange, None):
        return replace(one, outcome="of_another")
    found = [*counted, *_whens_compared(claimed, said, around.published)]
    needed = 0.0 if words(sentence)[:1] and words(sentence)[0] in _PRONOUNS else least
    apart = [one for one in found if one.outcome != "agrees" and share >= _needed(one, needed)]
    agreeing = [one for one in found if one.outcome == "agrees" and share >= min(NEAR, least)]
    values = len(claimed.figures) + len(claimed.whens)
    place = (
        _places_compared(claimed, f"{sentence} {context}", sentence, around.article)
        if len(agreeing) == values
        else None
    )
    if place:
        return place
    chosen = _chosen(apart, agreeing, values)
    if chosen is None or (apart and _EITHER.search(claimed.text)):
        return None
    return replace(chosen, held=share >= 1.0)


def _needed(found: Comparison, needed: float) -> float:
    """Share of the other words for one comparison: the same sum in another currency is hardly of something else."""
    if found.outcome == "unlike" and same_sum(found):
        return min(NEAR, needed)
    return 1.0 if found.whole else needed


def _chosen(apart: Sequence[Comparison], agreeing: Sequence[Comparison], values: int) -> Comparison | None:
    """Of a claim with so many values the one that matters: the other one, or the one that is least plainly its own."""
    if len(apart) == 1 and len(agreeing) == values - 1:
        return apart[0]
    if not values or apart or len(agreeing) < values:
        return None
    return max(agreeing, key=lambda one: (one.working is not None, one.claimed.lower() != one.told.lower()))


def compare_all(
    claim: str, sentences: Iterable[str], *, published: date | None = None, context: str = "", article: str = ""
) -> Comparison | None:
    """The same for several sentences of one passage: the one that gives the claim's value, or else another, counts."""
    told = (compare(claim, text, published=published, context=context, article=article) for text in sentences)
    found = [one for one in told if one]
    return min(found, key=lambda one: (OUTCOMES.index(one.outcome), not one.held), default=None)


def names_a_time(claim: str) -> bool:
    """Whether a claim says of when its figure is, which may have been another one before and after.

    >>> names_a_time("In 2020 the RSM had 16,000 soldiers."), names_a_time("In 2020 a flood killed 57 people.")
    (True, False)
    """
    return tells_a_state(claim) and Values.read(claim, None).time is not None


def _share(others: frozenset[str], told: str) -> float:
    """Of a claim's other words that are told, 0-1; 1 where it has none."""
    said = meanings(told)
    return len(others & said) / len(others) if others else 1.0


def difference(claim: str, quote: str, published: date | None) -> Comparison | None:
    """The value of a sentence that is known to refute a claim, where it gives another one than the claim."""
    found = compare(claim, quote, published=published, least=0.0)
    return found if found and found.outcome == "differs" else None


def _figures_compared(claimed: Values, said: Values) -> Iterator[Comparison]:
    free = [one for one in said.figures if one not in _bases(claimed, said)]
    open_ones: list[Figure] = []
    for mine in claimed.figures:
        given = next((one for one in free if _gives(mine, one, said)), None)
        if given:
            free.remove(given)
            working = f"{given.text} is {mine.text}" if rewritten(mine, given) else None
            yield Comparison(outcome="agrees", claimed=mine.text, told=given.text, working=working)
        else:
            open_ones.append(mine)
    for mine in open_ones:
        yield from _other_figure(mine, free, claimed, said)


def _gives(mine: Figure, one: Figure, said: Values) -> bool:
    return like(mine, one) and agrees(mine, one) and not of_another(mine, one, said.figures)


def _bases(claimed: Values, said: Values) -> list[Figure]:
    """Numbers of a whole, where the claim is about its part."""
    if any(derived(claimed.text, claimed.figures)):
        return []
    return [one.base for one in derived(said.text, said.figures) if whose(one, said.text) & claimed.others]


def _other_figure(mine: Figure, free: Sequence[Figure], claimed: Values, said: Values) -> Iterator[Comparison]:
    """What follows from the sentence, or the only other number of the same thing."""
    parts = [*derived(said.text, said.figures), *changes(said.figures), *shares(said.text, said.figures)]
    if following := [one for one in parts if follows(mine, one)]:
        one = following[0]
        if proves(mine, one, said.text, claimed.others):
            yield Comparison(outcome="agrees", claimed=mine.text, told=one.text, working=one.working)
        return
    only = len(claimed.figures) == 1 and not any(derived(claimed.text, claimed.figures))
    if only and (apart := other_part(mine, parts, said.text, claimed.others)):
        yield Comparison(outcome="differs", claimed=mine.text, told=apart.text, working=apart.working)
        return
    others = [one for one in free if same_thing(mine, one) and not of_another(mine, one, said.figures)]
    money = [one for one in free if other_currency(mine, one) and mine.role == one.role]
    before = not mine.role and any(one.role == "from" for one in said.figures)  # then, nobody knows which is meant
    if len({(one.low, one.high) for one in others}) == 1 and contradicts(mine, others[0]) and not before:
        yield Comparison(outcome="differs", claimed=mine.text, told=others[0].text, whole=bare(mine))
    elif len(money) == 1 and not others:
        yield Comparison(outcome="unlike", claimed=mine.text, told=money[0].text)


def _places_compared(claimed: Values, told: str, sentence: str, article: str) -> Comparison | None:
    """The other place of a sentence that tells all else; never held, since nobody knows what lies within what."""
    found = other_place(claimed.text, sentence, f"{told}\n{article}")
    rest = claimed.others - meanings(found[0]) if found else frozenset()
    if found is None or len(rest) < FEWEST or _share(rest, told) < 1.0 or _EITHER.search(claimed.text):
        return None
    return Comparison(outcome="differs", claimed=found[0], told=found[1])


def _whens_compared(claimed: Values, said: Values, published: date | None) -> Iterator[Comparison]:
    free = list(said.whens)
    open_ones: list[When] = []
    for mine in claimed.whens:
        given = next((one for one in _alike(mine, free) if means(mine, one, published)), None)
        if given:
            free.remove(given)
            yield Comparison(
                outcome="agrees", claimed=mine.text, told=given.text, working=reckoned(mine, given, published)
            )
        else:
            open_ones.append(mine)
    for mine in open_ones:
        if since := next((one for one in free if goes_on(claimed.text, mine, one, published)), None):
            yield Comparison(
                outcome="agrees",
                claimed=mine.text,
                told=since.text,
                working=f"what is so since {since.text} is so in {mine.text}",
            )
            continue
        alike = _alike(mine, free)
        if len(free) == 1 and alike and other_time(mine, alike[0], published):
            yield Comparison(outcome="differs", claimed=mine.text, told=alike[0].text)


def _alike(mine: When, times: Sequence[When]) -> list[When]:
    return [one for one in times if bool(mine.named) <= bool(one.named) and same_limit(mine, one)]
