"""Verbs as they stand behind "did" and "does", and as they stand without."""

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
_IN_PAST = {base: past for past, base in PAST.items()} | {
    "arise": "arose", "bear": "bore", "beat": "beat", "bet": "bet", "blow": "blew", "burst": "burst", "cost": "cost",
    "deal": "dealt", "do": "did", "drive": "drove", "eat": "ate", "feed": "fed", "feel": "felt", "flee": "fled",
    "forbid": "forbade", "forget": "forgot", "freeze": "froze", "grow": "grew", "hear": "heard", "hide": "hid",
    "hurt": "hurt", "lay": "laid", "lend": "lent", "let": "let", "lie": "lay", "mean": "meant", "overcome": "overcame",
    "read": "read", "ride": "rode", "ring": "rang", "seek": "sought", "shake": "shook", "show": "showed",
    "shrink": "shrank", "shut": "shut", "sing": "sang", "sink": "sank", "sit": "sat", "sleep": "slept",
    "split": "split", "spread": "spread", "strike": "struck", "swear": "swore", "swim": "swam", "teach": "taught",
    "tear": "tore", "throw": "threw", "understand": "understood", "undertake": "undertook", "uphold": "upheld",
    "wear": "wore", "withhold": "withheld", "rebuild": "rebuilt", "be": "was",
}  # fmt: skip
_DOUBLED = re.compile(
    r"(?:ad|com|e|o|per|re|sub|trans)mit|(?:con|de|in|pre|re|trans)fer|(?:com|dis|ex|pro|re)pel|occur|regret|control"
    r"|cancel|travel|signal|model|equip|(?:be|re|a|over|un)?[bcdfghjklmnpqrstvwz]+[aeiou][bdgmnpt]|stir|bar|star"
)
"""Verbs that double their last letter before -ed."""
_WITH_E = re.compile(
    r"(?:[cuvz]|[^aeiou][aiu]d|od|[aeiou]s|[adrl]g|(?<!o)ng|[^eo]at|[^aeiou][aiu]r|[bcdfgkpstz]l|[^aeiou]in"
    r"|[^aeiou][aiou]m|[^aeiou]ap|[^aeiou]u[tl]|[^aeiou]ot|[ai]k|(?:sc|st|pl)or)$"
)
"""Stems that lose an e before -ed: serv, decid, caus, chang, creat, secur, settl, nam, vot."""


def with_auxiliary(verb: str) -> tuple[str, str]:
    """The auxiliary and the form of a verb behind it; one that is not known may be spelt a letter wrong.

    >>> with_auxiliary("painted"), with_auxiliary("leads"), with_auxiliary("stopped"), with_auxiliary("won")
    (('did', 'paint'), ('does', 'lead'), ('did', 'stop'), ('did', 'win'))
    >>> with_auxiliary("cancelled"), with_auxiliary("killed")
    (('did', 'cancel'), ('did', 'kill'))
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
    if len(stem) > 3 and stem[-1] == stem[-2] and (stem[-1] not in "ls" or _DOUBLED.fullmatch(stem[:-1])):
        return stem[:-1]  # stopped, cancelled
    return f"{stem}e" if _WITH_E.search(stem) else stem


def in_past(verb: str) -> str:
    """What "did" and a verb come to; one that is not known may be spelt a letter wrong.

    >>> in_past("paint"), in_past("decide"), in_past("deny"), in_past("stop"), in_past("win"), in_past("visit")
    ('painted', 'decided', 'denied', 'stopped', 'won', 'visited')
    """
    if verb in _IN_PAST:
        return _IN_PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if _DOUBLED.fullmatch(verb) else f"{verb}ed"


def in_third_person(verb: str) -> str:
    """What "does" and a verb come to.

    >>> in_third_person("lead"), in_third_person("deny"), in_third_person("pass"), in_third_person("have")
    ('leads', 'denies', 'passes', 'has')
    """
    if verb in {"have", "be"}:
        return {"have": "has", "be": "is"}[verb]
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else f"{verb}s"
