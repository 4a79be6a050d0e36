"""The names of an article: who is meant by a phrase, by a surname, by an office."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import stem, words
from rag.following.grammar import PREPOSITIONS, is_person, is_person_word, is_plural

_CAPITAL = "A-ZÀ-ÖØ-ÞČĆĐĞİŁŃŘŚŞŠŹŻŽ"
_NAME = rf"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rep|Lt)\.|[{_CAPITAL}][\w’'-]*\w|[{_CAPITAL}]\."
_RUN = re.compile(rf"(?<![\w’'-])(?:{_NAME})(?:\s+(?:(?:van|von|der|de|da|bin|al|el)\s+)*(?:{_NAME}))*")
_TITLES = frozenset([
    "mr", "mrs", "ms", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "judge", "justice", "sergeant",
    "corporal", "colonel", "major", "lieutenant", "admiral", "inspector", "constable", "superintendent", "rev",
    "reverend", "bishop", "archbishop", "cardinal", "pope", "imam", "sheikh", "rabbi", "senator", "congressman",
    "congresswoman", "representative", "chairman", "chairwoman", "chair", "mp", "prime", "foreign", "defence",
    "defense", "health", "the", "however", "but", "and", "then", "later", "meanwhile", "spokesman", "spokeswoman",
    "us", "uk", "eu", "un", "nato", "fbi",
])  # fmt: skip
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|"
                  r"october|november|december")  # fmt: skip
_BEFORE = re.compile(r"(?:[\w’'&-]+,? ){1,8}$")
_AFTER = re.compile(r",? (?:(?:the|a|an|who|of|from) [^,.;:§\n]{1,70})")
_PREPOSITION = re.compile(r"\s(?:in|of|from|for|at|by|on|with|who|which|that|to|near|under|after)\s")
_PLACED = re.compile(rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Aa]cross) (?P<name>{_RUN.pattern})")
"""Before names of places, which look like those of persons."""
_PEOPLE = re.compile(
    r"Police|Officials|Authorities|Witnesses|Residents|Critics|(?!Reuters)[A-Z][a-z]+(?:ers|ors|ists|men)"
)
_BODIES = frozenset(["police", "army", "government", "opposition", "parliament", "court", "prosecutors"])
"""Of each of which an article has one, so that nobody else is meant."""
_DETERMINERS = frozenset(["the", "a", "an", "his", "her", "its", "their", "our"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The persons of an article."""

    text: str
    full: tuple[str, ...]
    """Of two words and more, without offices; in the order of the text, each once."""

    def of(self, surname: str) -> str | None:
        """The full name that ends with a surname; None where none does, or several do."""
        found = {name for name in self.full if name.split()[-1] == surname}
        return found.pop() if len(found) == 1 else None

    def in_phrase(self, phrase: str) -> str | None:
        """The first person that a phrase names, by the full name.

        >>> names = Names(text="", full=("Aron Dietz",))
        >>> names.in_phrase("The mayor, Dietz"), names.in_phrase("The mayor")
        ('Aron Dietz', None)
        """
        found = [name for name, _ in self.found_in(phrase)]
        whole = (name for name in found if name in phrase)  # "Rovers coach Vera Lindgren" names no Rovers
        return next(whole, found[0] if found else None)

    def found_in(self, phrase: str) -> list[tuple[str, int]]:
        """(full name, where it stands) of each person that a phrase names, in order."""
        named = [(self._person(run), match.start()) for match in _RUN.finditer(phrase) for run in [match.group()]]
        return [(name, start) for name, start in named if name]

    def offices(self, name: str) -> frozenset[str]:
        """Stems of the words by which the article says who somebody is."""
        return _offices(self, name)

    def read_offices(self, name: str) -> frozenset[str]:
        """The same, read anew."""
        last = name.rsplit(maxsplit=1)[-1]
        return frozenset(
            stem(word)
            for match in re.finditer(rf"(?<!\w){re.escape(last)}(?!\w)", self.text)
            for word in words(self._around(match.start(), match.end(), name))
        )

    def _around(self, start: int, end: int, name: str) -> str:
        """What stands before a name within its sentence, and what is said of it between commas behind it."""
        line = re.split(r"[\n.;:!?§“”\"] ?|, \w+ (?:and|but) ", self.text[max(0, start - 90) : start])[-1]
        before = _BEFORE.search(line)
        after = _AFTER.match(self.text, end)
        return f"{before[0].replace(name, ' ') if before else ''} {after[0] if after else ''}"

    def _person(self, run: str) -> str | None:
        name = without_office(run)
        if name in self.full:
            return name
        return self.of(name) if name and " " not in name else None


@lru_cache(maxsize=1024)
def _offices(names: Names, name: str) -> frozenset[str]:
    return names.read_offices(name)


@lru_cache(maxsize=256)
def names_of(text: str) -> Names:
    """Read once for an article."""
    found = (without_office(match.group()) for match in _RUN.finditer(text) if not match.group().endswith(("’s", "'s")))
    placed = {match["name"] for match in _PLACED.finditer(text)}
    full = [name for name in found if " " in name and is_person(name) and name not in placed]
    return Names(text=text, full=tuple(dict.fromkeys(full)))


def without_office(run: str) -> str:
    """A run of names without what somebody is: "Prime Minister Ann Lee" -> "Ann Lee"."""
    told = run.split()
    last = max((n for n, word in enumerate(told) if _is_office(word)), default=-1)
    return " ".join(told[last + 1 :])


def _is_office(word: str) -> bool:
    """Also what a sentence begins with before a name: "In August Bexley"."""
    lowered = word.lower().rstrip(".")
    return lowered in _TITLES | PREPOSITIONS or is_person_word(lowered) or bool(_DAY.fullmatch(lowered))


def speaker_in(phrase: str, names: Names) -> str | None:
    """Who is named by the subject of a verb of saying: a person, or else the phrase's head; None where nobody is.

    >>> speaker_in("A spokeswoman for Ilda Waterworks, the operator,", names_of(""))
    'a spokeswoman for Ilda Waterworks'
    """
    parts = [part.strip() for part in re.sub(r"\([^)]*\)", "", phrase).split(",")]
    parts = [re.sub(r"\s+", " ", part) for part in parts if part]
    for part in parts[:3]:
        if re.match(r"(?:who|which|whose)\b", part):
            break
        person = names.in_phrase(_PREPOSITION.split(f"{part} ")[0])
        last = names.found_in(part)[-1:]
        if person or (last and part.endswith(last[0][0])):
            return person or last[0][0]
    return _described(parts[0], names.text) if parts else None


def _described(part: str, text: str) -> str | None:
    """A phrase as it stands, in lower case where no name begins it."""
    told = re.split(r"\s(?:who|which|that|whose|published|released|carried|based)\b", part)[0].strip(" §–—-")
    if not re.search(r"\w", told) or "§" in told:
        return None
    first, _, rest = told.partition(" ")
    common = is_plural(_PREPOSITION.split(f"the {told} ")[0]) and re.search(
        rf"(?<!\w){re.escape(first.lower())}\b", text
    )
    people = _PEOPLE.fullmatch(first) and (not rest or rest[0].islower())
    lowered = first.lower() in _DETERMINERS or common or people
    return f"{first.lower()} {rest}".strip() if lowered else told


def same_speaker(claimed: str, speaker: str, names: Names, short_forms: Iterable[tuple[str, str]] = ()) -> bool | None:
    """Whether a claim's speaker is the article's.

    A surname is a full name's, an office counts where the article ties it to the name, a spokesman is whom he speaks
    for. None where it cannot be told: a company may be "the company", and its director may speak for it.

    >>> names = names_of("The mayor of Lowmere, Aron Dietz, said so.")
    >>> [same_speaker(who, "Aron Dietz", names) for who in ("Dietz", "Mayor Aron Dietz", "the mayor", "Ann Dietz")]
    [True, True, True, False]
    """
    for short, long in short_forms:
        claimed, speaker = (re.sub(rf"\b{re.escape(long)}\b", short, who) for who in (claimed, speaker))
    mine, theirs = _bare(claimed), _bare(speaker)
    if not mine or not theirs:
        return None
    if mine == theirs or _contains(theirs, mine) or _contains(mine, theirs):
        return True
    wanted = {stem(word) for word in words(mine)} - _DETERMINERS
    if speaker in names.full:
        return _same_person(mine, speaker, wanted, names)
    other = {stem(word) for word in words(theirs)}
    if _named(mine) and not _named(theirs):
        full = names.in_phrase(mine)
        return True if full and other <= names.offices(full) else _elsewhere(wanted, theirs)
    if _named(mine):
        return None if wanted & other else False
    return _elsewhere(wanted, theirs)


def _elsewhere(wanted: set[str], theirs: str) -> bool | None:
    """False where an unnamed speaker is surely another: the police are no ministry; a report may be an inquiry."""
    other = theirs.rsplit(maxsplit=1)[-1].lower() in _BODIES and not wanted & {stem(word) for word in words(theirs)}
    return False if other else None


def _same_person(mine: str, speaker: str, wanted: set[str], names: Names) -> bool | None:
    person = without_office(_PREPOSITION.split(f"{mine} ")[0].strip())
    if mine[-1:].isalpha() and person and person[0].isupper() and is_person(person):
        given, last = person.split()[:-1], person.split()[-1]
        if last == speaker.rsplit(maxsplit=1)[-1]:
            return all(any(_may_be(one, other) for other in speaker.split()) for one in given)
        if names.of(last) or len(given):
            return False
    offices = names.offices(speaker)
    if wanted <= offices:
        return True if any(is_person_word(word) for word in words(mine)) or _plural_office(mine) else None
    return None if wanted & offices and _named(mine) else False


def _plural_office(phrase: str) -> bool:
    return phrase.lower() in {"police", "the police"}


def _may_be(one: str, other: str) -> bool:
    return one == other or (len(one.rstrip(".")) == 1 and other.startswith(one[0]))


def _bare(who: str) -> str:
    told = re.sub(r"\s+", " ", who).strip(" ,.")
    told = re.sub(r"[’']s$", "", told)
    return re.sub(r"^(?:the|an?|his|her|its|their|our)\s+", "", told, flags=re.IGNORECASE)


def _contains(outer: str, inner: str) -> bool:
    """Whether a phrase is the other one's head or whom it speaks for: "spokesman for the police", "firm Ledger"."""
    if re.search(
        rf"(?:spokes\w+|speaker|statement|report|auditors?|officials?) (?:for|of|by|from) (?:the )?{re.escape(inner)}$",
        outer,
    ):
        return True
    told, wanted = outer.lower().split(), inner.lower().split()
    heads = [told[n : n + len(wanted)] for n in range(len(told))]
    cut = next((n for n, word in enumerate(told) if word in {"of", "in", "for", "from", "at", "by"}), len(told))
    return not _named(inner) and wanted in heads[:cut] and wanted[-1:] == told[cut - 1 : cut]


def _named(phrase: str) -> bool:
    return bool(re.search(r"[A-Z]", phrase))
