"""Questions cut short, made whole from the question before: "Why?", "And in 2019?", "What about France?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.following.anaphora import TOLD
from rag.following.antecedents import Turn, thing
from rag.following.grammar import (
    AUXILIARIES,
    PREPOSITIONS,
    QUESTION_WORDS,
    TO_BE,
    TO_DO,
    is_participle,
    is_plural,
    name_in,
    tokens,
)
from rag.following.inflections import with_auxiliary
from rag.following.mentions import Mention, asked, asks_whether, mentions

_ABOUT = re.compile(r"(?:what|how) about\s+", re.IGNORECASE)
_EVENT = re.compile(
    r"(?P<asks>(?:since |until |by |from |to )?(?:when|where)|why|how|(?:by|with|for|to|from) whom|by how much"
    r"|(?:at|in|on) (?:what|which) \w+)(?: not)?"
    r"(?: (?:was|is|are|were|did|does|do|has|will) (?P<said>that|this|it|they)(?P<happens> (?:happen(?:ed)?|take place"
    r"|taken place|occur(?:red)?))?)?(?P<there> there)?\s*\?*",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"who (?:was|is) (?:it|that) (?P<when>(?:before|after) .*)", re.IGNORECASE)
_OF_THEM = re.compile(r"(?P<many>how (?:many|much)) of (?:them|those|these|it|that)\s*\?*", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEXT_YEAR = re.compile(r"(?:in )?the (?:(?P<less>year before|previous year)|(?:next|following) year|year after)")

_OPPOSITES = {"for": "against", "against": "for"}
_NAME = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"


def elided(question: str, turn: Turn, *, led: bool) -> str | None:
    """The question made whole from the turn before; None where it is a whole one.

    Args:
        question: Without "and" before it.
        turn: What was asked before, and the answer.
        led: Whether "and" or the like stood before it.
    """
    before = turn.question
    if (asked(before) is None and not asks_whether(before)) or not question.strip(" ?.!"):
        return None
    if event := _EVENT.fullmatch(question):
        return _event(event, turn)
    if other := _BEFORE.fullmatch(question):
        return _another(other["when"], before)
    if partly := _OF_THEM.fullmatch(question):
        return _partly(partly["many"], before)
    about = _ABOUT.match(question)
    bare = question[about.end() :] if about else question
    if about or (led and _is_fragment(bare)) or _is_short(bare):
        return _instead(bare.rstrip(" ?.!"), before)
    return _counted(question, before)


def _event(event: re.Match[str], turn: Turn) -> str | None:
    """Of "Why?", "When did that happen?", "Why there?"."""
    if (event["said"] or "").lower() == "it" and not event["happens"] and thing(turn):
        return None  # when it was, not when that happened
    found = _of_the_same(event["asks"], turn)
    there = event["there"] and turn.answer
    return f"{found} {_placing(turn.question)} {turn.answer}" if found and there else found


def _is_fragment(text: str) -> bool:
    """Whether a text has neither a question word nor a verb that is known."""
    words = [token.lower for token in tokens(text)]
    told = TOLD | {"say", "find", "check"}
    return 0 < len(words) <= 10 and words[0] not in told and not set(words) & (QUESTION_WORDS | AUXILIARIES)


def _is_short(text: str) -> bool:
    """Whether a question is but a name, a day or the like: "In 2019?", "France?", "Her party?"."""
    words = [token for token in tokens(text) if token.text[0].isalnum()]
    begins = bool(words) and (words[0].lower in PREPOSITIONS or words[0].text[0].isupper())
    return text.endswith("?") and len(words) <= 4 and begins and _is_fragment(text)


def _of_the_same(asks: str, turn: Turn) -> str | None:
    """When, where, why or how that was, of which was asked before.

    >>> _of_the_same("When", Turn("Where were the stolen paintings found?", "in Brennick"))
    'When were the stolen paintings found'
    >>> _of_the_same("Why", Turn("Who signed the treaty?", "Noor Haddad")), _of_the_same("When", Turn("Who was fined?"))
    ('Why did Noor Haddad sign the treaty', 'When was that fined')
    >>> _of_the_same("Since when", Turn("Is NATO in Iraq?"))
    'Since when is NATO in Iraq'
    """
    if asks_whether(turn.question):
        return f"{asks} {turn.question[0].lower()}{turn.question[1:].rstrip(' ?.!')}"
    parts = asked(turn.question)
    if parts is None or not parts.rest:
        return None
    first, _, more = parts.rest.partition(" ")
    if re.match(r"(?:\w+ )?(?:when|where|why|how(?! many| much))\b|(?:in|at|on) which\b", parts.phrase, re.IGNORECASE):
        return f"{asks} {parts.rest}" if first in AUXILIARIES else None
    if first not in AUXILIARIES:
        auxiliary, verb = with_auxiliary(first)
        return f"{asks} {auxiliary} {_subject(turn)} {verb} {more}".strip()
    if _is_verbal(more):
        return f"{asks} {first} {_subject(turn)} {more}"
    answer = turn.answer or ""
    return f"{asks} {parts.rest} {answer if len(answer) < 40 and not answer[:1].isdigit() else ''}".strip()


def _subject(turn: Turn) -> str:
    """Who or what did it, of whom was asked: "Who", "How many sirens"."""
    parts = asked(turn.question)
    if parts and parts.noun:
        noun = re.sub(r"^of (?:the )?", "", parts.noun)
        return noun if re.match(r"how many\b", parts.phrase, re.IGNORECASE) else f"the {noun}"
    return name_in(turn.answer) or turn.answer or "that"


def _is_verbal(text: str) -> bool:
    """Whether what stands behind an auxiliary begins with its verb, so that the subject was asked for."""
    word = text.split(" ", 1)[0]
    return word in TO_BE | {"not"} or is_participle(word) or word.endswith("ing")


def _placing(before: str) -> str:
    """The preposition that a place was asked for with."""
    first = before.split(" ", 1)[0].lower()
    return first if first in PREPOSITIONS else "in"


def _another(when: str, before: str) -> str | None:
    """Who it was before, of which it was asked who it is."""
    parts = asked(before)
    rest = re.sub(r"\s+(?:now|today|currently|at present)$", "", parts.rest) if parts else ""
    return f"{parts.phrase} {rest} {when}" if parts and rest else None


def _counted(question: str, before: str) -> str | None:
    """How many women, how many against, how many were there in 2016: after "how many"."""
    was, kind = asked(before), re.match(r"how (?:many|much)\b", question, re.IGNORECASE)
    if kind is None or was is None or not was.noun or not before.lower().startswith(kind.group().lower()):
        return None
    said = question[kind.end() :].strip(" ?")
    first = said.split(" ", 1)[0].lower()
    if said in _OPPOSITES:
        return re.sub(rf"\b{_OPPOSITES[said]}\b", said, before, count=1)
    if first in TO_DO and set(said.lower().split()) & {"it", "they", "he", "she"}:
        return f"{kind.group()} {was.noun} {said}"
    short = len(said.split()) <= 3 and not set(said.lower().split()) & AUXILIARIES
    if is_plural(was.noun) and (first in AUXILIARIES or (short and is_participle(first))):
        return f"{kind.group()} {was.noun}{_placed(question, before)} {said}"
    if short and is_plural(said) and not set(said.split()) & PREPOSITIONS:
        return f"{kind.group()} {said} {was.rest}"
    return None


def _partly(many: str, before: str) -> str | None:
    """How many of those whom a question is about it holds for."""
    parts, known = asked(before), next(iter(mentions(before)), None)
    if parts is None or known is None or parts.rest.split(" ", 1)[0] not in TO_BE:
        return None
    auxiliary, _, more = parts.rest.partition(" ")
    if not more.startswith(known.text) or not known.plural:
        return None
    return f"{many} of {known.text} {auxiliary}{more[len(known.text) :]}"


def _placed(question: str, before: str) -> str:
    """Where, as the question before had it, unless this one says where."""
    if any(mention.after for mention in mentions(question)):
        return ""
    found = next((o for o in mentions(before) if o.named and o.after in {"in", "on", "at"}), None)
    return f" {found.after} {found.text}" if found else ""


def _instead(said: str, before: str) -> str | None:
    """The question before with a phrase in the place of the one of its kind.

    >>> _instead("in 2018", "What was the turnout in the 2022 election?"), _instead("KFOR", "Who leads RSM?")
    ('What was the turnout in the 2018 election', 'Who leads KFOR')
    >>> _instead("for children", "How much is a ticket over the bridge?")
    'How much is a ticket over the bridge for children'
    >>> _instead("the German one", "Who is the Spanish minister?"), _instead("France", "Who is the Spanish minister?")
    ('Who is the German minister', "Who is France's minister")
    """
    before = before.rstrip(" ?.!")
    words = [token.lower for token in tokens(said)]
    if not words:
        return None
    if words[0] in {"his", "her", "its", "their"}:
        return f"What {'are' if is_plural(said) else 'is'} {words[0]}{said[len(words[0]) :]}"
    if _YEAR.search(said) or _NEXT_YEAR.fullmatch(said):
        return _other_year(said, before)
    if words[-1] in {"one", "ones"} or re.fullmatch(r"the [A-Z]\w+(?:sh|an|ese|ch)", said):
        return _other_kind(said, before)
    if words[0] in PREPOSITIONS:
        return _other_place(said, words, before)
    return _other_name(said, before)


def _other_year(said: str, before: str) -> str | None:
    was, year = _YEAR.search(before), _YEAR.search(said)
    if was and (other := _NEXT_YEAR.fullmatch(said)):
        return f"{before[: was.start()]}{int(was.group()) + (-1 if other['less'] else 1)}{before[was.end() :]}"
    if was is None or year is None:
        return f"{before} {said}" if year else None
    if re.fullmatch(rf"(?:in|for|by|since|on)?\s*{year.group()}", said):
        return f"{before[: was.start()]}{year.group()}{before[was.end() :]}"
    phrase = re.search(r"\b(?:in|on|by|since|until|during)\s+(?:[A-Z]\w+ )?(?:19|20)\d\d\b", before)
    return f"{before[: phrase.start()]}{said}{before[phrase.end() :]}" if phrase else f"{before} {said}"


def _other_place(said: str, words: Sequence[str], before: str) -> str:
    """With a preposition: the phrase behind the same one is replaced, else the phrase is added."""
    lead = "according to" if words[:2] == ["according", "to"] else words[0]
    phrase = said[len(lead) :].strip()
    named = any(token.text[0].isupper() for token in tokens(phrase))
    spans = _behind(lead, before)
    if not spans and lead in {"in", "of", "for"} and named and (owner := _owner(before)):
        return f"{before[: owner[0]]}{phrase}'s{before[owner[1] :]}"
    if not spans:
        return f"{before} {said}"
    start, end, _ = max(spans, key=lambda span: (span[2] == named, span[0]))
    return f"{before[:start]}{phrase}{before[end:]}"


def _behind(lead: str, before: str) -> list[tuple[int, int, bool]]:
    """(start, end, whether it is a name) of what stands behind a preposition."""
    spans = [(o.start, o.end, o.named) for o in mentions(before) if o.after == lead.rsplit(maxsplit=1)[-1]]
    ends = "|".join(sorted(PREPOSITIONS | AUXILIARIES))
    pattern = rf"\b{lead}\s+((?:the |an? )?[\w’'-]+(?: (?!(?:{ends})\b)[a-z][\w’'-]*)?)"
    for found in re.finditer(pattern, before):
        if not any(start <= found.start(1) < end for start, end, _ in spans):
            spans.append((*found.span(1), found[1][0].isupper()))
    return spans


def _owner(before: str) -> tuple[int, int] | None:
    """Where "Velmora's" or "the Spanish" stands, in whose place another country's can be put."""
    found = re.search(rf"{_NAME}[’']s?(?= [a-z])|\bthe [A-Z]\w+(?:sh|an|ese|ch)(?= [a-z])", before[1:])
    return (found.start() + 1, found.end() + 1) if found else None


def _other_kind(said: str, before: str) -> str | None:
    """ "The German one": the adjective of the same kind is replaced, else it is put before the noun."""
    adjectives = [token.text for token in tokens(said) if token.lower not in {"the", "a", "an", "one", "ones"}]
    known = next((mention for mention in mentions(before) if not mention.named), None)
    if known is None or not adjectives:
        return None
    inside = tokens(known.text)
    alike = next((t for t in inside[1:-1] if t.text[0].isupper() and adjectives[0][0].isupper()), None)
    start = known.start + (alike.start if alike else inside[min(1, len(inside) - 1)].start)
    end = known.start + alike.end if alike else start
    return f"{before[:start]}{' '.join(adjectives)}{'' if alike else ' '}{before[end:]}"


def _other_name(said: str, before: str) -> str | None:
    """Without a preposition: the phrase most like it is replaced."""
    parts, known = asked(before), [_head(old, before) for old in mentions(before)]
    if parts and parts.noun and parts.noun.split()[-1] == said.rsplit(maxsplit=1)[-1]:
        return before.replace(parts.noun, said, 1)
    new = next(iter(mentions(f"Is {said}?")), None)
    named = bool(new and new.named and new.text == said)
    if named and not any(old.named for old in known):
        owner = _owner(before)
        bare = re.sub(r"['’]s$", "", said)
        return f"{before[: owner[0]]}{bare}'s{before[owner[1] :]}" if owner else None
    if not known:
        return None
    best = max(known, key=lambda old: _likeness(old, said, named=named, person=bool(new and new.person)))
    text = f"{before[: best.start]}{said}{before[best.end :]}"
    behind = text.find(said) + len(said)
    for preposition in {token.lower for token in tokens(said)} & {"to", "from", "in", "at"}:
        text = text[:behind] + re.sub(rf" {preposition} (?:the )?{_NAME}", "", text[behind:], count=1)
    return text


def _head(old: Mention, before: str) -> Mention:
    """Of a phrase that is the whole of "Is NATO in Iraq" what that is said of; any other as it is."""
    whole = asks_whether(before) and " " not in before[: old.start].strip() and old.end == len(before)
    text = re.split(r" (?:in|on|at) ", old.text)[0] if whole else old.text
    return replace(old, text=text, end=old.start + len(text))


def _likeness(old: Mention, said: str, *, named: bool, person: bool) -> tuple[int, ...]:
    """How well a phrase is replaced by another: like in kind first, then outside a phrase of place, then early."""
    led, was_led = (bool(re.match(r"(?:the|an?)\b", text)) for text in (said, old.text))
    return (
        old.named == named,
        (old.person is True) == person if named else led == was_led,
        old.text.removeprefix("the ").isupper() == said.isupper(),
        old.after not in {"in", "at", "from", "to", "on"} or not led,
        -old.start,
    )
