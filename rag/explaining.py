"""Why a verdict is what it is, and what would change it: one to three plain sentences of ours.

They tell only what stands in the claim, in a cited quote, in its source and date, or in the working of a derivation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from index.lexical import STOP_WORDS
from index.records import Document, Hit
from rag.abbreviations import abbreviations
from rag.attributing import missing, saying, unsaid
from rag.compared import DERIVED, Comparison
from rag.comparing import difference
from rag.figures import figures
from rag.meanings import meanings
from rag.offices import GONE, OFFICES
from rag.quantities import quantity
from rag.records import Label
from rag.verifying import Stance
from rag.voices import Voice
from rag.whens import whens

Shown = Sequence[tuple[Voice, Stance]]

_DIFFER = (
    "That they differ is as sure as that both speak of the claim. "
    "An article that tells which of them is right would change this."
)

_OFFICE = re.compile(rf"\b(?:{'|'.join(OFFICES)})\b", re.IGNORECASE)
_WORD = r"(?<!\w)[^\W\d_a-z][\w&’'.-]*(?<![.'’])"
_NAME = re.compile(rf"{_WORD}(?:\s(?:(?:of|de|van|von|the)\s)*{_WORD})*")


def explain(claim: str, label: Label, shown: Shown, hits: Sequence[Hit] = ()) -> str:
    """Why, by whom and when, and what would change it.

    Args:
        claim: One statement.
        label: What was decided.
        shown: The voices that are cited, and the side that each is shown for; first the one that counts most.
        hits: The passages that were found.
    """
    if label == "not_enough_evidence":
        return _missing(claim, shown, hits)
    first, side = shown[0]
    others = [voice for voice, stance in shown[1:] if stance != side]
    if label == "conflicting" and others:
        told = (
            f"{_said(claim, voice, stance)}"
            for voice, stance in ((first, side), *((v, _other(side)) for v in others[:1]))
        )
        since = _since({side: first, _other(side): others[0]})
        return " ".join((*told, *since, _DIFFER))
    more = [voice for voice, stance in shown[1:] if stance == side]
    parts = [
        _said(claim, first, side),
        "Others agree." if more else "",
        _said(claim, others[0], _other(side)) if others else "",
        *(_since({side: first, _other(side): others[0]}) if others else ()),
    ]
    return " ".join(filter(None, (*parts, _change(claim, first, side))))


def _since(sides: Mapping[Stance, Voice]) -> list[str]:
    """As of when it was so and as of when it was not, where values are told on different days; else nothing."""
    days = {side: voice.document.published for side, voice in sides.items() if voice.comparison}
    so, otherwise = days.get("supports"), days.get("refutes")
    if so is None or otherwise is None or so == otherwise:
        return []
    if so < otherwise:
        return [f"It was told so as of {_day(so)}, and otherwise as of {_day(otherwise)}."]
    return [f"It was told otherwise as of {_day(otherwise)}, and so as of {_day(so)}."]


def _other(side: Stance) -> Stance:
    return "supports" if side == "refutes" else "refutes"


def _said(claim: str, voice: Voice, side: Stance) -> str:
    """What one article says to it, and whom it has say it."""
    if voice.speech is None or voice.speech.speaker is None:
        return _told(claim, voice, side)
    if _compared(claim, voice, side) is None:
        return saying(_who(voice.document), voice.speech, side)
    return f"{_told(claim, voice, side)} It has {voice.speech.speaker} say so."


def _told(claim: str, voice: Voice, side: Stance) -> str:
    """The same, and when that was published."""
    who, found = _who(voice.document), _compared(claim, voice, side)
    if found is None:
        return f"{who} {'supports the claim' if side == 'supports' else 'says otherwise'}."
    if found.outcome != "agrees":
        return _otherwise(who, found)
    if found.working:
        return f"{who} does not give {found.claimed} itself, but it follows: {found.working} {DERIVED}."
    if found.told.lower() == found.claimed.lower():
        return f"{who} gives {plain(found.told)} as well."
    return f"{who} gives {plain(found.told)}, which agrees with {plain(found.claimed)}."


def _otherwise(who: str, found: Comparison) -> str:
    """Which other value it gives, and how that is meant where it is no plain one; or how an office was left."""
    if _left_office(found):
        return f"{who} tells “{found.told}” of whom the claim calls {plain(found.claimed)}."
    told = f"{who} gives {plain(found.told)} where the claim says {plain(found.claimed)}"
    if found.working:
        return f"{told}: {found.working} {DERIVED}."
    return f"{told}: the same figure, in another currency." if found.outcome == "unlike" else f"{told}."


def _compared(claim: str, voice: Voice, side: Stance) -> Comparison | None:
    """The comparison of its values, where that speaks for the side that it is shown for."""
    found = voice.comparison
    if side == "refutes":
        quote = voice.document.text[voice.sentence.start : voice.sentence.end]
        return (
            found
            if found and found.outcome in {"differs", "unlike"}
            else difference(claim, quote, voice.document.published)
        )
    return found if found and found.outcome == "agrees" else None


def _left_office(found: Comparison) -> bool:
    return bool(GONE.match(found.told) and _OFFICE.search(found.claimed))


def _change(claim: str, first: Voice, side: Stance) -> str:
    found = _compared(claim, first, side)
    told = found is not None and not _left_office(found)
    if found and told and side == "refutes":
        return f"An article that gives {plain(found.claimed)} would change this."
    if told:
        return "An article that gives something else would change this."
    return f"An article that {'says otherwise' if side == 'supports' else 'supports it'} would change this."


def _missing(claim: str, shown: Shown, hits: Sequence[Hit]) -> str:
    """What no article says that was found."""
    if not shown:
        return "No article was found that speaks of it; one that does would change this."
    for voice, _ in shown:
        if voice.comparison and (told := _beside(voice, voice.comparison)):
            return told
    other = unsaid(claim, shown)
    if other and other.speech:
        return missing(claim, _who(other.document), other.speech)
    return _unnamed(claim, shown, hits)


def _beside(voice: Voice, found: Comparison) -> str | None:
    """Of a value of another time or of another owner, or of a sum in another currency; None for any other."""
    if not found.told:
        return f"{_who(voice.document)} tells nothing of {found.claimed}. An article that does would change this."
    told = f"{_who(voice.document)} gives {plain(found.told)}"
    if found.outcome == "other_time":
        return f"{told}, but of another time than the claim's. An article of that time would change this."
    if found.outcome == "of_another":
        return f"{told}, but of something else than the claim. An article that gives the claim's would change this."
    if found.outcome == "unlike":
        return (
            f"{told} where the claim says {plain(found.claimed)}: without a rate of exchange, these cannot be "
            "compared. An article that gives it in the claim's currency would change this."
        )
    return None


def _unnamed(claim: str, shown: Shown, hits: Sequence[Hit]) -> str:
    """Which of the claim's names no passage has."""
    texts = [f"{hit.document.title}\n{hit.passage.text}" for hit in hits]
    texts = texts or [voice.document.text[voice.sentence.start : voice.sentence.end] for voice, _ in shown]
    short = _short_forms([hit.document for hit in hits] or [voice.document for voice, _ in shown])
    named = {name: {n for n, text in enumerate(texts) if _names(text, name, short)} for name in names(claim)}
    lacking = [name for name, places in named.items() if not places]
    if lacking:
        return f"No passage that was found names {_listed(lacking)}. An article that does could change this."
    if named and not set.intersection(*named.values()):
        told = _listed(list(named), both=True)
        return f"No passage that was found names {told}. An article that does could change this."
    return "The nearest sentences neither support the claim nor say otherwise. An article that does would change this."


def names(claim: str) -> list[str]:
    """The names in a statement, in order, each once: runs of words with capital letters.

    >>> names("The RSM commander is Austin Miller.")
    ['RSM', 'Austin Miller']
    """
    found = []
    for match in _NAME.finditer(claim):
        told = match[0].split()
        while told and told[0].lower() in STOP_WORDS and not (len(told[0]) > 1 and told[0].isupper()):
            told = told[1:]
        if told:
            found.append(re.sub(r"[’']s?$", "", " ".join(told)))
    return list(dict.fromkeys(found))


def _names(text: str, name: str, short_forms: dict[str, str]) -> bool:
    """Whether a text has a name, or the other form of one that an article explains."""
    if meanings(name) and meanings(name) <= meanings(text) and " " not in name:
        return True
    forms = [name, *(b for pair in short_forms.items() for a, b in (pair, pair[::-1]) if a.lower() == name.lower())]
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in forms)


def _short_forms(documents: Iterable[Document]) -> dict[str, str]:
    return {short: long for document in documents for short, long in abbreviations(document.text).items()}


def _listed(found: Sequence[str], *, both: bool = False) -> str:
    """As "both X and Y", "X or Y", "X, Y or Z"."""
    *most, last = found
    link = "and" if both else "or"
    told = f"{', '.join(most)} {link} {last}" if most else last
    return f"both {told}" if both and len(most) == 1 else f"all of {told}" if both else told


def _who(document: Document) -> str:
    """By whom and when it was published, as far as that is known."""
    host = urlsplit(document.url).hostname if document.url else None
    name, day = document.source or host, document.published
    if name is None:
        return f"The article of {_day(day)}" if day else "An article without a date"
    return f"{name} of {_day(day)}" if day else f"{name}, undated,"


def _day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def plain(value: str) -> str:
    """A value within a sentence: "Between 10 and 15" begins none there; names keep their capital letters, and any
    other word is quoted."""
    told = bool(figures(value)) or any(when.named for when in whens(value))
    if not told and value.islower() and quantity(value) is None:
        return f"“{value}”"
    lower = told and value.split(" ", maxsplit=1)[0].isalpha() and not _is_name(value)
    return value[0].lower() + value[1:] if lower else value


def _is_name(value: str) -> bool:
    """Months, weekdays and codes of currencies keep their capital letters."""
    return bool(
        re.match(r"[A-Z]{2}|Rs|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", value)
    )
