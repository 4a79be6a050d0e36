"""Sentences turned into their contrary: denied, with an antonym, or with the parts of two names exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.altering.edits import Edit

_BOTH_WAYS = """increased decreased, increase decrease, increases decreases, increasing decreasing, rising falling,
gained lost, accepted rejected, approved rejected, supports opposes, supported opposed, highest lowest,
largest smallest, biggest smallest, oldest youngest, older younger, longest shortest, best worst, northern southern,
eastern western, northeast southwest, northwest southeast, north south, male female, men women, man woman,
father mother, son daughter, brother sister, brothers sisters, sons daughters, husband wife, majority minority,
positive negative, confirmed denied, hired fired, buy sell, buying selling, bought sold, successfully unsuccessfully,
stronger weaker, warmer colder, easier harder, cheaper costlier, optimistic pessimistic, happy unhappy,
popular unpopular, necessary unnecessary, expanded reduced, raised lowered, arrived departed, praised criticized,
strengthened weakened, encouraged discouraged, included excluded, temporary permanent, urban rural,
conservative liberal, always never, maximum minimum, dead alive, guilty innocent, fastest slowest, united divided"""
_ONE_WAY = """won lost, winning losing, wins loses, entered left, expensive cheap, safe dangerous, rich poor,
strong weak, heavy light, difficult easy, without with, often rarely, frequently rarely, failed succeeded,
accelerated slowed, ban legalize, banned allowed, success failure, healthy sick, ancient modern, illegal legal,
higher lower"""

_STARTS = r"(?! (?:to|with|as|by|out|off|over|away|up|down|on)\b)"
_GUARDED = (
    (r"(?:rose|climbed|jumped|surged|soared)(?= (?:by|to|from|sharply|slightly|nearly|about|\d|\$))", "fell"),
    (r"(?:fell|dropped|plunged|declined|tumbled)(?= (?:by|from|sharply|slightly|nearly|about|\d|\$))", "rose"),
    (r"more(?= (?!than\b)\w+s\b)", "fewer"), (r"more(?= (?!than\b|\w+ly\b)\w*[^\Ws]\b)", "less"),
    (r"lower(?= than\b|[.,])", "higher"), (r"fewer(?= (?!than\b)\w)", "more"), (r"less(?= (?!than\b|of\b)\w)", "more"),
    (r"up(?= \$?\d)", "down"), (r"down(?= \$?\d)", "up"),
    (rf"(?:started|began){_STARTS}", "ended"), (r"agreed(?= to\b)", "refused"), (r"refused(?= to\b)", "agreed"),
    (r"(?<=\bis )likely|(?<=\bare )likely|(?<=\bwas )likely", "unlikely"), (r"unlikely(?= to)", "likely"),
    (r"(?<=\bis )able|(?<=\bare )able|(?<=\bwas )able|(?<=\bwere )able", "unable"), (r"unable(?= to)", "able"),
    (r"(?<!named )(?<!look )(?<!looking )(?<!looked )(?<!go )(?<!going )(?<!modeled )after(?! all)", "before"),
    (r"before(?= (?:he|she|it|they|his|her|their|\w+ing)\b)", "after"), (r"(?<=\bfor the )first(?= time)", "last"),
)  # fmt: skip


def _pairs(listed: str) -> Iterator[tuple[str, str]]:
    for pair in listed.split(","):
        first, second = pair.split()
        yield first, second


_ANTONYMS = dict(_pairs(_ONE_WAY)) | {b: a for a, b in _pairs(_BOTH_WAYS)} | dict(_pairs(_BOTH_WAYS))
_ANTONYM = re.compile(rf"(?<![\w-])(?:{'|'.join(_ANTONYMS)})(?![\w-]|[’']t)")
_NO_ANTONYM = re.compile(r"best(?: known|-)|man of|(?:wo)?men of")

_HELD_BACK = (
    "not|also|still|already|only|just|now|so|too|more|less|at|about|over|under|up|no|none|never|nothing|to|both|either|even"
    "|all|some|many|most|one|any|always|sometimes|often|likely|probably|perhaps|possibly|nearly|almost|as|like|what|why|how"
)
_PARTICIPLE = (
    r"(?:\w+ed|been|made|taken|seen|become|begun|gone|won|lost|given|found|shown|left|grown|fallen|risen|come|put|set|held|"
    r"told|known|paid|sold|led|spent|sent|built|brought|caught|hit|kept|met|read|run|written|chosen|driven)"
)
_AUXILIARY = re.compile(
    rf"(?<=\w )(?:(?:is|are|was|were|will|would|should|must)(?= (?!(?:{_HELD_BACK})\b)[a-z])"
    rf"|(?:has|have|had)(?= {_PARTICIPLE}\b))"
)
_DENIED = re.compile(
    r"(?P<verb>\b(?:is|are|was|were|has|have|had|will|would|should|did|does|do))(?: not|n[’']t)(?= [a-z])"
    r"|\bwon[’']t\b|\bca(?:n[’']t|nnot)\b"
)
_SCOPE = re.compile(
    r"(?i)^So\b|\b(?:some|many|several|few(?:er)?|most|no|none|nobody|neither|nor|never|not|without|if|whether|unless|any|every|"
    r"all|only|each|may|might|could|least|others?|one of|either|or|often|sometimes|hardly|rarely|what|how)\b|n[’']t\b"
)
"""Words before a verb that a "not" behind it does not deny as a whole."""
_VERBS = """announced announce, signed sign, killed kill, filed file, launched launch, attended attend,
ordered order, issued issue, opened open, closed close, released release, visited visit, received receive,
resigned resign, published publish, played play, scored score, returned return, joined join, voted vote, met meet,
won win, gave give, took take, bought buy, sold sell, sent send, became become, found find, paid pay, wrote write"""
_BASE = dict(_pairs(_VERBS))
_FINITE = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|who|[Ww]e|[A-Z][a-z]{{2,}}) (?P<verb>{'|'.join(_BASE)})\b"
    r"(?! (?:by|in|on|at|with)\b|[.,])"
)
"""Behind a name or a pronoun, where a past tense is no participle."""

_NAMES = r"[A-Z][\w’'.-]*[a-z](?: [A-Z][\w’'-]*[a-z])*"
_SWAPPED = re.compile(
    rf"(?<![\w’'-])(?P<one>{_NAMES}) (?P<does>(?:has |had |would |will )?(?:beat|defeated?|sued|fired|hired|endorsed?|"
    r"criticized?|replaced?|succeeded|accused|praised|attacked|killed|shot|acquired?|bought|outscored|topped|told|asked|"
    rf"appointed|nominated|pardoned|blamed|thanked|invaded|interviewed)) (?P<other>{_NAMES})(?![\w’'-])"
)


def denials(sentence: str) -> list[Edit]:
    """One for each word with an antonym, each verb that can be denied, each two names that can be exchanged."""
    return [*_antonyms(sentence), *_denied(sentence), *_affirmed(sentence), *_swapped(sentence)]


def _antonyms(sentence: str) -> Iterator[Edit]:
    for match in _ANTONYM.finditer(sentence):
        if not _NO_ANTONYM.match(sentence, match.start()):
            yield Edit(match.start(), match.end(), _ANTONYMS[match.group()])
    for pattern, antonym in _GUARDED:
        for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", sentence):
            yield Edit(match.start(), match.end(), antonym)


def _denied(sentence: str) -> Iterator[Edit]:
    for match in _AUXILIARY.finditer(sentence):
        if not _SCOPE.search(sentence[: match.start()]):
            yield Edit(match.end(), match.end(), " not")
    for match in _FINITE.finditer(sentence):
        if not _SCOPE.search(sentence[: match.start()]):
            yield Edit(*match.span("verb"), f"did not {_BASE[match['verb']]}")


def _affirmed(sentence: str) -> Iterator[Edit]:
    for match in _DENIED.finditer(sentence):
        if not _SCOPE.search(sentence[: match.start()]):
            verb = match["verb"] or ("will" if match.group().startswith("wo") else "can")
            yield Edit(match.start(), match.end(), verb)


def _swapped(sentence: str) -> Iterator[Edit]:
    for match in _SWAPPED.finditer(sentence):
        if match["one"] not in match["other"] and match["other"] not in match["one"]:
            yield Edit(match.start(), match.end(), f"{match['other']} {match['does']} {match['one']}")
