"""What is no answer by how it is built: a whole sentence where a name is asked for, the question's own words."""

from __future__ import annotations

import re

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


def a_sentence(question: str, answer: str) -> bool:
    """Whether a thing or a person is asked for, and the answer says something of one: it has a verb.

    >>> asked = "Which show was renewed?"
    >>> a_sentence(asked, "South Korean show is green lit"), a_sentence(asked, "the show that was first")
    (True, False)
    >>> a_sentence("What happened to the show?", "the show was renewed")
    False
    """
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
    name = re.split(r"[,;:]", answer.strip(' .,;:()“”"'))[0].removeprefix("the ").removeprefix("The ")
    if not name[:1].isupper() or not _NAMED.search(asked) or _CHOICE.search(asked):
        return False
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", question))
