"""English words by what they do in a question, as far as their looks and short lists tell; there is no tagger."""

from __future__ import annotations

import re
from dataclasses import dataclass

TO_BE = frozenset(["is", "are", "was", "were", "been", "be", "being"])
TO_DO = frozenset(["do", "does", "did"])
TO_HAVE = frozenset(["has", "have", "had"])
MODALS = frozenset(["will", "would", "can", "could", "should", "shall", "may", "might", "must"])
AUXILIARIES = TO_BE | TO_DO | TO_HAVE | MODALS
QUESTION_WORDS = frozenset(["who", "whom", "whose", "what", "which", "when", "where", "why", "how"])
PREPOSITIONS = frozenset([
    "about", "above", "across", "after", "against", "among", "around", "as", "at", "before", "behind", "below",
    "between", "by", "during", "for", "from", "in", "inside", "into", "like", "near", "of", "off", "on", "onto",
    "out", "outside", "over", "since", "than", "through", "to", "towards", "under", "until", "up", "via", "with",
    "within", "without", "per", "according",
])  # fmt: skip
CLAUSES = frozenset([
    "that", "if", "because", "while", "although", "though", "and", "but", "or", "so", "whether", "then", "to",
    "after", "before", "since", "until", "as", *QUESTION_WORDS,
])  # fmt: skip
"""What another clause may begin with."""
ALONE = frozenset([
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "his", "its", "their", "our", "my",
    "your", "hers", "theirs", "there", "that", "now", "today", "yesterday", "currently", "once", "again", "already",
    "still", "not",
])  # fmt: skip
"""Pronouns and adverbs, which are no part of a noun phrase."""
DETERMINERS = frozenset([
    "the", "a", "an", "this", "these", "those", "his", "her", "its", "their", "some", "all", "both", "each",
    "every", "another",
])  # fmt: skip
_PERSONS = re.compile(
    r"(?:minister|president|premier|chancellor|king|queen|prince|princess|mayor|leader|director|head|chief|chair\w*"
    r"|secretary|general|commander|captain|governor|senator|deput\w+|spokes\w+|judge|lawyer|coach|player|striker"
    r"|actor|actress|singer|author|writer|owner|founder|manager|editor|curator|mediator|executive|officer|inspector"
    r"|man|woman|boy|girl|child|person|pupil|candidate|successor|predecessor|winner|suspect|diplomat|ambassador"
    r"|husband|wife|son|daughter|father|mother|artist|painter|master|champion|doctor|teacher|soldier|driver)s?"
)
_WORDS_OF_THINGS = re.compile(
    r"(?:[A-Z]{2,}s?|.*\d.*|Force|Mission|Organi[sz]ation|Agency|Headquarters|Meeting|Council|Committee|Party|Court"
    r"|Government|Army|Navy|Police|Union|States|University|Times|Company|Inc|Corp|Group|Bank|House|Office|Service"
    r"|Department|Ministry|League|Club|Parliament|Congress|Senate|City|East|West|North|South|Street|Airport|Hospital"
    r"|School|Museum|Bridge|River|Island|Lake|Mountain|Sea|Ocean|Festival|Cup|Prize|Rail|Railway|Front|Alliance"
    r"|Coast|Fund|Construction|Waterworks|Board|Forum|Institute|Federation|Commission|Act|War|Treaty|Pharma|Works"
    r"|Report|Post|News|United)"
)
_RUN = r"(?!(?:The|An?)\b)[A-Z][\w’'.-]*(?:\s+(?:(?:van|von|de|bin|al)\s+)?[A-Z][\w’'.-]*)*"
_PLURALS = frozenset(["people", "men", "women", "children", "police", "others"])
_TOKEN = re.compile(r"\d[\d,.:]*\d%?|[\w&]+(?:[’'.\-][\w&]+)*(?:[’'](?=\s))?|[^\w\s]")
PARTICIPLES = frozenset([
    "made", "held", "won", "lost", "found", "sold", "built", "born", "shot", "sent", "set", "cut", "put", "paid",
    "told", "said", "hit", "led", "left", "met", "begun", "known", "called", "done", "gone", "hurt", "bought", "caught",
    "kept", "spent", "taught", "brought", "thought", "drawn", "flown", "shown", "sworn", "grown", "torn", "worn",
])  # fmt: skip
VERBS = frozenset([
    "account", "affect", "agree", "announce", "appear", "arrive", "ask", "become", "begin", "believe", "belong",
    "bring", "build", "buy", "call", "cancel", "carry", "cause", "change", "close", "come", "command", "consider",
    "contain", "continue", "cost", "count", "cover", "cross", "cut", "decide", "demand", "deny", "die", "earn",
    "employ", "end", "expect", "explain", "fail", "fall", "fight", "find", "fly", "follow", "forecast", "get", "give",
    "go", "grow", "happen", "have", "help", "hold", "include", "join", "keep", "kill", "know", "last", "lead", "learn",
    "leave", "lie", "live", "lose", "make", "mean", "meet", "move", "need", "occur", "offer", "open", "operate", "own",
    "pay", "plan", "play", "produce", "promise", "publish", "pull", "put", "raise", "reach", "receive", "reject",
    "remain", "replace", "report", "represent", "require", "resign", "return", "rise", "run", "say", "sell", "send",
    "serve", "set", "sign", "sit", "speak", "spend", "stand", "start", "stay", "stop", "strengthen", "suspend", "take",
    "tell", "think", "travel", "trust", "try", "use", "visit", "vote", "want", "warn", "weigh", "win", "work", "write",
])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or a mark of a question."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case; what is written in capitals stays, for US is no pronoun."""
        return self.text if self.text.isupper() and len(self.text) > 1 else self.text.lower()

    @property
    def possessive(self) -> bool:
        """Whether it is an owner, such as Velmora's."""
        return bool(re.search(r"(?:[’']s|s[’'])$", self.text))

    @property
    def named(self) -> bool:
        """Whether it looks like a name or a figure; the first word of a question tells nothing."""
        return (self.text[0].isupper() and (self.start > 0 or self.text.isupper())) or self.text[0].isdigit()


def tokens(text: str) -> list[Token]:
    """Words and marks, in order."""
    return [Token(text=match.group(), start=match.start(), end=match.end()) for match in _TOKEN.finditer(text)]


def is_person(name: str) -> bool:
    """Whether a short text looks like a person's name: words with capitals, of which none is known of other things.

    >>> is_person("General Samir Toll"), is_person("the Labour Front"), is_person("RSM"), is_person("half")
    (True, False, False, False)
    """
    words = [word for word in re.findall(r"[\w’'.-]+", name) if word.lower() not in PREPOSITIONS]
    return bool(words) and all(word[0].isupper() and not _WORDS_OF_THINGS.fullmatch(word) for word in words)


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase names several: by its last word before a preposition, or "and" between names."""
    words = re.findall(r"[\w’'-]+", phrase)
    head = next((i for i, word in enumerate(words) if i and word.lower() in PREPOSITIONS), len(words))
    if not words[:head]:
        return False
    last = words[head - 1].lower()
    several = last in _PLURALS or (last.endswith("s") and not re.search(r"(?:ss|us|is|’s|'s|news)$", last))
    return (several and words[head - 1].islower()) or "and" in words[:head] or words[0].lower() in {"these", "those"}


def is_participle(word: str) -> bool:
    """Whether a word looks like the second part of "was built" or "has found"."""
    return word.islower() and (word in PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "en"))))


def is_verb(word: str) -> bool:
    """Whether a word is an auxiliary or a common verb."""
    return word in AUXILIARIES | VERBS


def is_person_word(noun: str) -> bool:
    """Whether a noun is of persons: minister, coaches."""
    return bool(_PERSONS.fullmatch(noun))


def name_in(answer: str | None) -> str | None:
    """A person's name in a short answer, without what he or she is and where from.

    >>> name_in("substitute Kofi Lund"), name_in("General Samir Toll of Arvenia"), name_in("half")
    ('Kofi Lund', 'General Samir Toll', None)
    """
    runs = re.findall(rf"{_RUN}(?: (?:of|and) {_RUN})*", answer or "")
    names = [run.split(" of ")[0].split(" and ")[0] for run in runs]
    names = [name for name in names if is_person(name) and not re.search(r"[’']s$", name)]
    return max(names, key=lambda name: name.count(" ")) if names else None
