"""What is no answer by how it is built, or by where it stands: a clause, a name that the question gives, a byline."""

from __future__ import annotations

import re

from index.lexical import STOP_WORDS, words

_VERB = r"(?:is|are|was|were|has|have|had|will|would|could|can|did|does|do|may|might|must|should)(?:n['’]t)?"
_FINITE = re.compile(rf"\S\s{_VERB}(?:\s|$)")
_WITHIN = re.compile(
    r"\b(?:that|who|which|whom|whose|where|when|while|if|whether|as|because|than|what|how|why)\b|[“\"]", re.IGNORECASE
)
"""A verb behind these is not that of a sentence by itself; a title in quotes may be one."""
_NAMED = re.compile(
    rf"\b(?:which|what)\s(?!{_VERB}\b|of\b|\w+(?:s|ed)\b|happen|else\b|caus|mak)\w"
    r"|^(?:.*,\s)?\W*(?:(?:in|of|for|by|at|to|from|on|with)\s)?(?:who|whom|whose)\b",
    re.IGNORECASE,
)
"""Where a noun stands behind which or what, or a person is asked for."""
_WHO = re.compile(r"^(?:.*,\s)?\W*(?:(?:in|of|for|by|at|to|from|on|with)\s)?(?:who|whom)\b", re.IGNORECASE)
_TO_DO = re.compile(
    r"(?:the\s)?[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*\sto\s[a-z]{3,}\s(?:the|a|an|its|his|her|their|all|any)\b"
)
"""A name, and what it was forced, asked or said to do."""
_NOT_WHAT = re.compile(
    r"\b(?:what|which)\s(?:\w+\s)?(?:reason|feature|opinion|question|solution|drawback|problem|advantage|effect|fact|rule"
    r"|condition|argument|quote|slogan|phrase|word|message|lesson|issue)",
    re.IGNORECASE,
)
"""What a sentence may say."""
_CHOICE = re.compile(
    r"\b(?:or|between|among|out\sof|which\sof)\b|\b(?:name|surname|call|refer|stand|mean)\w*\b", re.IGNORECASE
)
"""Where the answer may stand in the question."""

_KINDS = (
    ("force", "mission", "army", "navy", "brigade"),
    ("alliance", "league", "treaty", "organisation", "organization"),
    ("lake", "river", "sea", "ocean", "gulf", "canal", "strait"),
    ("city", "town", "village"),
    ("country", "nation", "republic", "kingdom"),
    ("university", "college", "school", "academy"),
    ("party",), ("court", "tribunal"), ("airport",), ("hospital",), ("museum",), ("bridge",), ("stadium",),
    ("ministry", "department", "agency", "bureau"),
)  # fmt: skip
"""Words for one kind of thing, by which names of it end."""
_KIND_OF = {word: number for number, kind in enumerate(_KINDS) for word in kind}
_KIND_ASKED = re.compile(rf"\b(?:[Ww]hich|[Ww]hat)\s(?:[a-z-]+\s)?(?P<kind>{'|'.join(_KIND_OF)})\b")
TELLING = 3
"""Words of a question that say what it is about, from which on a sentence with all of them asks the same."""
_CLOCK = re.compile(
    r"(?:from\s|at\s)?\d{1,2}(?::\d\d)?(?:\s?(?:to|-|–|and)\s?\d{1,2}(?::\d\d)?)?\s?[ap]\.?m\.?(?:\s[A-Z]{1,4})?",
    re.IGNORECASE,
)
_NO_FIGURE = re.compile(
    r"^\W*(?:(?:for|by|to|from|on|with)\s)?(?:who|whom|where)\b(?!.*\b(?:rank\w*|many|much|how|page)\b)"
    rf"|\b(?:which|what)\s(?:(?!year|{_VERB}\b)\w+\s){{0,2}}?"
    r"(?:state|country|nation|city|town|region|island|company|airline|agency|organi[sz]ation|university|club"
    r"|party|actor|actress|singer|star|player|politician|lawmaker|minister|president|animal|breed|food"
    r"|sport|symptom|disease)\b",
    re.IGNORECASE,
)
"""Asks for whom or what no number stands."""
_STANDS = re.compile(r"\bstands? for\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:\W|\d|(?:At|In|On|For|To|From|By|Of)\s)*(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE
)
_HELPED = re.compile(r"^\W*(?:Contributing|Contributors?|Reporting by|Written by|Edited by|Editing by)\b:?[^.;]*$")
_OF_WRITING = re.compile(r"\b(?:writ\w+|wrote|author|report\w*|edit\w*|contribut\w*|journalist)\b", re.IGNORECASE)
_DATELINE = re.compile(r"\W*[A-Z][A-Z.'’ -]{2,}(?:,\s[A-Z][\w.\s]{1,20}?)?\s*(?:\([\w\s]{2,20}\)\s*)?[–—−-]{1,2}\s")
"""Where an article was written, at its beginning: "TOKYO (AP) — "."""
SHORT = 5
"""Letters of an abbreviation at most, which may stand before a dash as well."""
_WHERE = re.compile(
    r"\b(?:where|(?:which|what)\s(?:city|town|place|village|capital|part|area|region))\b", re.IGNORECASE
)


def another_kind(question: str, answer: str) -> bool:
    """Whether the name that is given ends by a word for another kind of thing than the one that is asked for.

    >>> another_kind("Which alliance leads it?", "the Kosovo Force"), another_kind("Which force is it?", "Kosovo Force")
    (True, False)
    >>> another_kind("Which city was hit?", "Great Lakes"), another_kind("Which city was hit?", "Salt Lake City")
    (True, False)
    """
    asked, name = _KIND_ASKED.search(question), re.split(r"\s\(|\sand\s|,", answer.strip(' .,;:“”"'))[0].split()
    if asked is None or len(name) < 2 or not (name[-1][0].isupper() and name[-2][0].isupper()):
        return False
    told = _KIND_OF.get(name[-1].lower().removesuffix("s"), _KIND_OF.get(name[-1].lower()))
    return told is not None and told != _KIND_OF[asked["kind"]]


def a_sentence(question: str, answer: str) -> bool:
    """Whether a thing or a person is asked for, and the answer says something of one: it has a verb.

    >>> asked = "Which show was renewed?"
    >>> a_sentence(asked, "South Korean show is green lit"), a_sentence(asked, "the show that was first")
    (True, False)
    >>> a_sentence("What happened to the show?", "the show was renewed")
    False
    >>> a_sentence("Who abstained?", "Lima to suspend the talks"), a_sentence("Who is it?", "Envoy to the UN")
    (True, False)
    """
    if _WHO.search(question) and _TO_DO.match(answer):
        return True
    if not _NAMED.search(question) or _NOT_WHAT.search(question):
        return False
    verb = _FINITE.search(answer)
    return verb is not None and not _WITHIN.search(answer[: verb.end()])


def repeats(question: str, answer: str, asked: str) -> bool:
    """Whether the answer is a name that the question gives itself, where another one is asked for.

    Args:
        question: All of it.
        answer: As it stands in its sentence.
        asked: The sentence of the question that asks.

    >>> asked = "Who is next in line?"
    >>> repeats(f"King Charles followed Queen Elizabeth II. {asked}", "Queen Elizabeth II", asked)
    True
    >>> asked = "Who is older, Ada or Bo?"
    >>> repeats(asked, "Ada", asked)
    False
    """
    if _STANDS.search(asked) and {word for word in words(answer) if word not in STOP_WORDS} <= {*words(question)}:
        return True
    name = re.split(r"[,;:]", answer.strip(' .,;:()“”"'))[0].removeprefix("the ").removeprefix("The ")
    if not name[:1].isupper() or not _NAMED.search(asked) or _CHOICE.search(asked):
        return False
    return name in question and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", question))


def asked_again(question: str, sentence: str) -> bool:
    """Whether a sentence asks what is asked, and so does not say it: articles hold quizzes.

    >>> asked_again("What food was thrown at the festival?", "Tomatoes were thrown at the festival.")
    False
    >>> asked_again("What food was thrown at the festival?", "5. What food was thrown at each other at the festival?")
    True
    """
    if not sentence.rstrip(' ”"’)').endswith("?"):
        return False
    said = {word for word in words(question) if word not in STOP_WORDS}
    return len(said) >= TELLING and said <= {*words(sentence)} and bool(_ASKING.match(sentence))


def told_beside(question: str, before: str, answer: str, after: str) -> bool:
    """Whether an answer is where an article was written or who helped to write it, and that is not what is asked for.

    Args:
        question: In words.
        before: The sentence up to the answer.
        answer: As it stands in its sentence.
        after: The rest of the sentence.

    >>> told_beside("Which state is he from?", "", "WASHINGTON", " (CNN) — The congressman was expelled.")
    True
    >>> told_beside("Where did it happen?", "", "TOKYO", " (AP) — A quake struck on Monday.")
    False
    >>> told_beside("Who lost 100 pounds?", "Contributing: ", "Kristin Lam", "")
    True
    """
    if _HELPED.search(before) and not _OF_WRITING.search(question):
        return True
    begins = not before.strip() and _DATELINE.match(f"{answer}{after}")
    if not begins or begins.end() < len(answer) or _WHERE.search(question):
        return False
    return len(answer) > SHORT or any(mark in begins[0] for mark in "(,")


def a_figure(question: str, answer: str) -> bool:
    """Whether a person, a place or a thing is asked for, and the answer is a bare number or an hour.

    >>> a_figure("Which state does she represent?", "2021"), a_figure("Which year was it?", "2021")
    (True, False)
    >>> a_figure("Where did the debate take place?", "8 to 10 p.m. ET")
    True
    """
    given = answer.strip(' .,;:()“”"')
    return bool(_NO_FIGURE.search(question) and (_CLOCK.fullmatch(given) or re.fullmatch(r"\d[\d,.]*", given)))
