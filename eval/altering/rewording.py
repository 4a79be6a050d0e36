"""The same in slightly other words: forms of numbers and dates, contractions, safe synonyms, the order of parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from eval.altering.edits import Edit, apply
from eval.altering.gazetteer import MONTHS, SHORT_MONTHS
from eval.altering.quantities import MONTH, WORDS, in_name
from eval.altering.reordering import REORDERINGS, raised

MOST = 3
"""Rewordings of one sentence."""

_FIGURE = r"\d+(?:\.\d+)?"
_NUMBER = rf"(?:\$?\d|(?:{'|'.join(WORDS)})\b)"
_PHRASE_ENDS = r"(?=[.,]| (?:in|to|for|from|on|by|of|a|per|at|and|with|as|since|this|last|over|worth)\b)"
_LONG = {short: next(m for m in MONTHS if m.startswith(short[:3])) for short in SHORT_MONTHS}
_SHORT = {long: short for short, long in _LONG.items()}

Form = tuple[str, Callable[[re.Match[str]], str]]


def _word(text: str) -> Callable[[re.Match[str]], str]:
    """A replacement with a capital letter where the old word had one."""
    return lambda match: text[0].upper() + text[1:] if match.group()[0].isupper() else text


def _thousands(match: re.Match[str]) -> str:
    return f"{match[1]} thousand"


def _spelled(match: re.Match[str]) -> str:
    return WORDS[int(match.group()) - 1]


def _digits(match: re.Match[str]) -> str:
    return str(WORDS.index(match.group()) + 1)


_SMALL = "|".join(WORDS[1:12])
_COUNTED = (
    r"(?! (?:percent|per|million|billion|trillion|hundred|thousand|degrees|or|to|and|in|out|of|thirds|ways)\b)"
    r"(?= [a-z]+s\b)"
)
NUMBERS: Sequence[Form] = (
    (r"(?<![\w.,$€£#/-])(\d{2,3}),000(?![\w,%/-]|\.\d)", _thousands),
    (r"(?<![\w.,$€£#/-])(\d{2,3}) thousand\b", lambda m: f"{m[1]},000"),
    (rf"(?<![\w.,/-])({_FIGURE})%", lambda m: f"{m[1]} percent"),
    (rf"(?<![\w.,/-])({_FIGURE}) percent\b", lambda m: f"{m[1]}%"),
    (rf"(?<= )(?:{_SMALL}){_COUNTED}", _digits),
    (rf"(?<= )(?:[2-9]|1[0-2]){_COUNTED}", _spelled),
    (rf"\$({_FIGURE} (?:million|billion|trillion)){_PHRASE_ENDS}", lambda m: f"{m[1]} dollars"),
    (rf"\$(\d{{1,3}}(?:,\d{{3}})*)(?!,\d|\.\d){_PHRASE_ENDS}", lambda m: f"{m[1]} dollars"),
    (r"(?<![\w.,$€£-])(\d{1,3}) million\b(?!-)", lambda m: f"{m[1]},000,000"),
)  # fmt: skip

DATES: Sequence[Form] = (
    (rf"({MONTH}) (\d{{1,2}}), (\d{{4}})(?!\d)", lambda m: f"{m[2]} {_LONG.get(m[1], m[1])} {m[3]}"),
    (rf"(?<=\bon )({MONTH}) (\d{{1,2}})(?!\d|,? \d{{4}}| ?[-–]\d| (?:and|or|to) \d)",
     lambda m: f"{m[2]} {_LONG.get(m[1], m[1])}"),
    (r"(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?= \d)", lambda m: _LONG[m.group()]),
    (r"(?:January|February|August|September|October|November|December)(?= \d{1,2}\b)", lambda m: _SHORT[m.group()]),
)  # fmt: skip

PLACES: Sequence[Form] = (
    (r"(?<=[Tt]he )U\.S\.(?=[’', ]|$)(?! [A-Z])(?!$)", lambda _: "United States"),
    (r"\bU\.S\.(?!$)", lambda _: "US"),
    (r"(?<![\w.])US(?![\w.])", lambda _: "U.S."),
    (r"(?<=[Tt]he )United States(?! of\b| [A-Z]|\.$)", lambda _: "U.S."),
    (r"\bU\.K\.(?!$)", lambda _: "UK"),
    (r"(?<![\w.])UK(?![\w.])", lambda _: "U.K."),
    (r"\bCOVID-19\b", lambda _: "Covid-19"), (r"\bCovid-19\b", lambda _: "COVID-19"),
)  # fmt: skip

_VERBS = "is|are|was|were|does|did|has|have|had|would|could|should"
CONTRACTIONS: Sequence[Form] = (
    (rf"\b({_VERBS}|do)n[’']t\b", lambda m: f"{m[1]} not"),
    (r"\bcan[’']t\b", lambda _: "cannot"), (r"\bwon[’']t\b", lambda _: "will not"),
    (rf"\b({_VERBS}) not\b(?! only)", lambda m: f"{m[1]}n’t"),
    (r"\bcannot\b", lambda _: "can’t"), (r"\bwill not\b", lambda _: "won’t"), (r"\bdo not\b", lambda _: "don’t"),
    (r"\b(I|[Ww]e|[Tt]hey|[Yy]ou)[’']ve\b", lambda m: f"{m[1]} have"),
    (r"\b([Ww]e|[Tt]hey|[Yy]ou)[’']re\b", lambda m: f"{m[1]} are"),
    (r"\b(I|[Ww]e|[Tt]hey|[Yy]ou|[Hh]e|[Ss]he|[Ii]t)[’']ll\b", lambda m: f"{m[1]} will"),
    (r"\bI[’']m\b", lambda _: "I am"), (r"\b([Ww]e|[Tt]hey|[Yy]ou) are\b", lambda m: f"{m[1]}’re"),
)  # fmt: skip

_WORDS = (
    """
about>around | around>about | roughly>about | approximately>about | nearly>almost | almost>nearly | more than>over
""",
    """
purchased>bought | bought>purchased | film>movie | films>movies | movie>film | movies>films |
lawyers>attorneys | lawyer>attorney | physicians>doctors | frequently>often | rapidly>quickly | quickly>rapidly |
prior to>before | in order to>to | whether or not>whether | toward>towards | towards>toward | although>though |
in addition to>besides | huge>enormous | enormous>huge | wealthy>rich | kids>children | children>kids |
obtained>got | assisted>helped | numerous>many | demonstrated>showed | attempted to>tried to | attempting to>trying to |
residence>home | remainder>rest | nobody>no one | began>started | currently>now | such as>like | injured>hurt |
fatally shot>shot dead | stepped down>resigned | resigned>stepped down | airplane>plane | television>TV | entire>whole |
because of>due to | vital>essential | youngsters>children | beginning in>starting in | throughout>all through |
approximately>roughly | immediately>at once | as well as>and also | permitted to>allowed to | per year>a year
""",
)
_ENDS = r"(?=[,.]| (?:is|are|was|were|has|had|have|will|said|and|in|on|to|for|at|from|over|by|with|as)\b)"
_OFFICES = (
    r"president|prime minister|capital|mayor|governor|economy|population|leader|founder|director|coach|chief executive|"
    r"owner|parliament|government|army|military|people|history|headquarters|airports?|schools|hospitals|residents|"
    r"borders?"
)
WORDINGS: Sequence[Form] = (
    *((rf"(?i)(?<![\w-]){old}(?= {_NUMBER})", _word(new))
      for old, new in (pair.strip().split(">") for pair in _WORDS[0].split("|"))),
    *((rf"(?<![\w-]){old}(?![\w-]|[’']s)", _word(new))
      for old, new in (pair.strip().split(">") for pair in _WORDS[1].split("|"))),
    (r"\battorneys?(?! general)(?![\w-])", lambda m: m.group().replace("attorney", "lawyer")),
    (r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bdue to\b", _word("because of")),
    (r"(?<!has )(?<!have )(?<!had )(?<!been )(?<!was )(?<!were )\bstarted(?= (?:to|in|on|at|with)\b)", _word("began")),
    (r"\b(?:was|were) killed(?= (?:in|when)\b)", lambda _: "died"),
    (r"\b(was|were) arrested\b", lambda m: f"{m[1]} taken into custody"),
    (r"\brose(?= (?:by|to) \$?\d)", lambda _: "went up"), (r"\bfell(?= (?:by|to) \$?\d)", lambda _: "went down"),
    (rf"(?<![\w’'-])([A-Z]\w+)[’']s ({_OFFICES}){_ENDS}", lambda m: f"the {m[2]} of {m[1]}"),
    (rf"\b([Tt]he \w+)[’']s ({_OFFICES}){_ENDS}", lambda m: f"{m[1][0]}he {m[2]} of t{m[1][1:]}"),
    (r"(?<=\w) also(?= \w)", lambda _: ""), (r", however,", lambda _: ""), (r", too(?=\.$)", lambda _: ""),
)  # fmt: skip

DROPPED: Sequence[Form] = (
    (r"^(?:But|And|Yet|(?:However|Still|Meanwhile|Also|In addition|Moreover|Indeed|Of course|Plus|Additionally|Then|So|"
     r"Now|Furthermore|Finally|Overall|In fact|For example|For instance|Notably|Similarly|Instead|Nevertheless),)"
     r" (?!for\b)(\w)", lambda m: m[1].upper()),
    (r" \((?=[A-Z0-9])[^()“”\"]{1,60}\)", lambda _: ""),
    (r", which [^,“”\"]+(?=\.$)", lambda _: ""),
    (r"^(?=(?:\S+ ){6})([^,“”\"]+), (?:but|and) (?:he|she|it|they|the|has|was|is|had|were|are|will) [^“”\"]+(?=\.$)",
     lambda m: m[1]),
    (r"^(?=(?:\S+ ){6})([^,“”\"]+), (?:while|although|though|whereas|after|because) [^“”\"]+(?=\.$)", lambda m: m[1]),
    (r"^(?:While|Although|Though|After|Because|Since) [^,“”\"]+, (\w)(?=[^“”\"]{40,}$)", lambda m: m[1].upper()),
    (r"(?<=[a-z]), (?:an?|the|who) [^,“”\"]{3,80},(?= (?:said|told|was|is|has|had|will)\b)", lambda _: ""),
)  # fmt: skip


def paraphrase(sentence: str, rng: Random) -> str | None:
    """One to three rewordings that leave the meaning as it is, or leave a little out; None where none applies.

    Args:
        sentence: As it stands in an article.
        rng: Chooses.

    >>> paraphrase("But the mission has about 16,000 soldiers.", Random(5))
    'The mission has around 16 thousand soldiers.'
    """
    wanted, said = rng.randint(1, MOST), sentence
    kinds: list[Sequence[Form] | Callable[[str], str | None]] = [
        NUMBERS, DATES, PLACES, CONTRACTIONS, WORDINGS, DROPPED, *REORDERINGS
    ]  # fmt: skip
    rng.shuffle(kinds)
    for kind in kinds:
        other = kind(said) if callable(kind) else _reformed(said, kind, rng)
        if other is not None and other != said:
            said, wanted = other, wanted - 1
        if not wanted:
            break
    return said if said != sentence else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _reformed(sentence: str, forms: Sequence[Form], rng: Random) -> str | None:
    """The sentence with one match of one of the forms in its other form; numbers in names are left alone."""
    found = [(match, reform) for pattern, reform in forms for match in _compiled(pattern).finditer(sentence)]
    if forms is NUMBERS:
        found = [(match, reform) for match, reform in found if not in_name(sentence, match.start(), match.end())]
    if not found:
        return None
    match, reform = rng.choice(found)
    said = apply(sentence, Edit(match.start(), match.end(), reform(match)))
    return raised(said) if sentence[0].isupper() else said
