"""What cannot be an answer, whatever a reader model says: another count or measure, no person, no time, a plan."""

from __future__ import annotations

import re
from datetime import date

from index.lexical import STOP_WORDS, words
from index.splitting import Span
from rag.deriving import asked_part
from rag.dimensions import is_when, mismeasures
from rag.editions import told_of_another_year
from rag.happening import bygone, unhappened
from rag.offices import another_office, elsewhere, leads_another
from rag.owning import of_another
from rag.persons import no_person
from rag.phrases import a_figure, a_sentence, another_kind, asked_again, repeats, told_beside
from rag.places import is_wide
from rag.quantities import COUNTS, TIMES, miscounts, quantity
from rag.questions import Question, asked_sentence
from rag.tolls import of_the_harmed, of_the_unharmed
from rag.unlike import denied_time, only_a_change, the_whole, unlike

_AMOUNTS = frozenset(["all", "both", "few", "half", "many", "most", "no", "none", "some", "several", "zero"])
"""Words that say little, but how many."""
_COUNTING = re.compile(
    rf"\d|\b(?:{'|'.join((*COUNTS, *TIMES, *sorted(_AMOUNTS)))}"
    r"|every|each|an?|single|sole|only|once|twice|thrice|pairs?|couples?|dozens?"
    r"|double|dual|duo|triple|trio|quartet|majority|minority|bulk|everyone|everybody|nobody|handful|scores?|countless"
    r"|numerous|multiple|various|unknown|[ivx]+|(?:hundred|thousand|million|billion|third|quarter|fifth|tenth)s?"
    r"|first|second|fourth|sixth|seventh|eighth|ninth)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^(?!.*\b(?:who|whom|whose|what|which|when|where|why)\b.*\bhow many\b).*?\bhow many\b"
    r"(?!.*\b(?:and|or)\s(?:what|which|who|when|where|how)\b)",
    re.IGNORECASE,
)
"""As what is asked, and all that is."""
_NOTHING = STOP_WORDS | {"also", "even", "less", "much", "others", "already", "again", "still", "well", "way"}
_YEARS = frozenset(["ad", "bc", "bce", "ce", "wwi", "wwii", "ww1", "ww2"])
_DONE = re.compile(r"\bwhat\s(?:else\s)?(?:did|does|do|has|have|had|will|would)\b", re.IGNORECASE)
_IS_SO = re.compile(
    r"\b(?:is|are|was|were|be|been|being|seem\w*|became|becomes?|remain\w*|appear\w*)"
    r"\s(?:more|less|most|least|very|so|too|rather|quite|fairly|increasingly)\s[a-z-]+$",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"[\[(][^\[\]()]*(?:\s/\s|\b(?:Agency|Getty|AFP|Reuters)\b)[^\[\]()]*[\])]")
_OF_PICTURES = re.compile(r"\b(?:photo\w*|pictur\w*|images?|camera\w*|credit\w*|agenc\w+|report\w*)\b", re.IGNORECASE)
_SAYS_WHERE = re.compile(
    r"\b(?:here|there|above|below|before|after|now|then|once|no|not|yes|up|down|off|on|out|over)\b", re.IGNORECASE
)


def misfit(
    asked: Question, text: str, answer: Span, sentence: Span, *, article: str = "", published: date | None = None
) -> bool:
    """Whether it is plainly something else than is asked for.

    Args:
        asked: The question, read.
        text: Of the passage.
        answer: Where it stands in the passage.
        sentence: That it begins in.
        article: The whole text, which may tell what abbreviations mean and which places lie where.
        published: The article's day.
    """
    told, given = text[slice(*sentence)], text[answer.start : min(answer.end, sentence.end)]
    question, asking = asked.text, asked_sentence(asked.text)
    number = text[answer.start : sentence.end] if quantity(given) else given
    before, after = text[sentence.start : answer.start], text[answer.start + len(given) : sentence.end]
    if miscounts(asking, number) and not asked_part(asking, told, given):
        return True
    if mismeasures(asking, number) or no_person(asked, before, given, after) or no_time(asking, given):
        return True
    place = Span(answer.start - sentence.start, answer.end - sentence.start)
    return (
        says_nothing(given)
        or of_the_harmed(question, told, place)
        or of_the_unharmed(question, told, place)
        or of_another(question, told, place, article)
        or credited(question, told, place)
        or no_deed(asking, before, given)
        or no_count(asking, given)
        or elsewhere(question, told)
        or another_office(question, given)
        or leads_another(question, given)
        or unlike(asking, given)
        or a_sentence(asking, given)
        or another_kind(asking, given)
        or a_figure(asking, given)
        or asked_again(asking, told)
        or told_beside(asking, before, given, after)
        or repeats(question, given, asking)
        or denied_time(asking, before)
        or only_a_change(asking, before)
        or the_whole(asking, before, after)
        or unhappened(question, told, given)
        or bygone(question, told, place, published)
        or told_of_another_year(question, told, given, published)
    )


def says_nothing(answer: str) -> bool:
    """Whether an answer is made of words that stand everywhere.

    >>> says_nothing("More"), says_nothing("all of them"), says_nothing("more troops"), says_nothing("IT")
    (True, False, False, False)
    """
    found = words(answer)
    amounts = any(word in _AMOUNTS for word in found)
    short = answer.isupper() and len(answer) > 1
    return not (amounts or short or _SAYS_WHERE.search(answer)) and all(word in _NOTHING for word in found)


def credited(question: str, sentence: str, answer: Span) -> bool:
    """Whether an answer is whom a caption credits, and nothing is asked of a picture.

    >>> told = "General view of the hall [Ada Roe / Sarrin Agency]"
    >>> credited("Who commands it?", told, Span(26, 33)), credited("Who took the picture?", told, Span(26, 33))
    (True, False)
    """
    inside = (
        match for match in _CREDIT.finditer(sentence) if match.start() < answer.start and answer.end <= match.end()
    )
    return any(inside) and not _OF_PICTURES.search(question)


def no_deed(question: str, before: str, answer: str) -> bool:
    """Whether it is asked what somebody did, and the answer is what somebody is like.

    >>> asked = "What did she rule out?"
    >>> no_deed(asked, "She was ", "more frank"), no_deed(asked, "She was more ", "frank")
    (True, True)
    >>> no_deed(asked, "She ruled out ", "more talks")
    False
    """
    return bool(_DONE.search(question) and _IS_SO.search(before + answer))


def no_count(question: str, answer: str) -> bool:
    """Whether the number of something is asked for, and nothing in the answer counts.

    >>> no_count("How many times was it put off?", "month"), no_count("How many times was it put off?", "twice")
    (True, False)
    >>> no_count("In which city will they tell how many troops came?", "Munich")
    False
    """
    return bool(_HOW_MANY.search(question)) and not _COUNTING.search(answer)


def no_time(question: str, answer: str) -> bool:
    """Whether a time is asked for, and the answer is an abbreviation or a country.

    >>> no_time("When was the force founded?", "KFOR"), no_time("When was the force founded?", "the Iraq war")
    (True, False)
    >>> no_time("When did it end?", "1945 AD"), no_time("When did it end?", "WWII"), no_time("Who ended it?", "NATO")
    (False, False, False)
    """
    named = answer.strip(" ().,").removeprefix("the ")
    if not is_when(question) or not named:
        return False
    short = named.isupper() and named.isalpha() and len(named) > 1 and named.lower() not in _YEARS
    return short or all(is_wide(word) for word in named.split())
