"""Verbs as they stand behind "did" and "does"."""

from __future__ import annotations

import re

PAST = {
    "won": "win", "led": "lead", "made": "make", "said": "say", "took": "take", "gave": "give", "found": "find",
    "held": "hold", "built": "build", "sold": "sell", "paid": "pay", "lost": "lose", "left": "leave", "met": "meet",
    "became": "become", "began": "begin", "came": "come", "went": "go", "got": "get", "had": "have", "told": "tell",
    "wrote": "write", "drew": "draw", "fell": "fall", "rose": "rise", "sent": "send", "kept": "keep", "bought": "buy",
    "stole": "steal", "shot": "shoot", "ran": "run", "set": "set", "cut": "cut", "put": "put", "hit": "hit",
    "spoke": "speak", "broke": "break", "chose": "choose", "thought": "think", "brought": "bring", "caught": "catch",
    "added": "add", "knew": "know", "saw": "see", "stood": "stand", "spent": "spend", "fought": "fight", "flew": "fly",
    "died": "die", "lied": "lie", "tied": "tie", "withdrew": "withdraw", "overtook": "overtake", "quit": "quit",
}  # fmt: skip
_WITH_E = re.compile(
    r"(?:[cuvz]|[^aeiou][aiu]d|od|[aeiou]s|[adrl]g|(?<!o)ng|[^eo]at|[^aeiou][aiu]r|[bcdfgkpstz]l|[^aeiou]in"
    r"|[^aeiou][aiou]m|[^aeiou]ap|[^aeiou]u[tl]|[^aeiou]ot|[ai]k|(?:sc|st|pl)or)$"
)
"""Stems that lose an e before -ed: serv, decid, caus, chang, creat, secur, settl, nam, vot."""


def with_auxiliary(verb: str) -> tuple[str, str]:
    """The auxiliary and the form of a verb behind it; one that is not known may be spelt a letter wrong.

    >>> with_auxiliary("painted"), with_auxiliary("leads"), with_auxiliary("stopped"), with_auxiliary("won")
    (('did', 'paint'), ('does', 'lead'), ('did', 'stop'), ('did', 'win'))
    >>> with_auxiliary("decided"), with_auxiliary("denied"), with_auxiliary("passes"), with_auxiliary("serve")
    (('did', 'decide'), ('did', 'deny'), ('does', 'pass'), ('do', 'serve'))
    """
    if verb in PAST:
        return "did", PAST[verb]
    if verb.endswith("ied"):
        return "did", f"{verb[:-3]}y"
    if verb.endswith("ed"):
        return "did", _without_ed(verb)
    if verb.endswith("s") and not verb.endswith("ss"):
        return "does", re.sub(r"(?<=ch|sh|ss)es$|s$", "", verb)
    return "do", verb


def _without_ed(verb: str) -> str:
    stem = verb[:-2]
    if stem.endswith("e"):
        return f"{stem}e"  # agreed
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]  # stopped
    return f"{stem}e" if _WITH_E.search(stem) else stem
