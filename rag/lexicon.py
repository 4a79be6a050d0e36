"""Words that tell where the subject of a yes-or-no question has ended."""

from __future__ import annotations

from rag.following.grammar import PARTICIPLES, VERBS

BASES = VERBS | frozenset([
    "accept", "accuse", "achieve", "acquire", "act", "add", "admit", "adopt", "advise", "aim", "allow",
    "apologise", "apologize", "apply", "appoint", "approve", "argue", "arm", "arrest", "assume", "attack",
    "attempt", "attend", "attract", "avoid", "award", "back", "ban", "bar", "base", "be", "beat", "benefit",
    "blame", "block", "bomb", "borrow", "break", "burn", "campaign", "care", "catch", "celebrate", "chair",
    "challenge", "charge", "check", "choose", "cite", "claim", "clash", "clear", "climb", "coach", "collapse",
    "collect", "combat", "comment", "commit", "compete", "complain", "complete", "concede", "condemn", "conduct",
    "confess", "confirm", "confront", "connect", "consist", "contest", "contribute", "control", "convict",
    "cooperate", "cope", "correct", "criticise", "criticize", "cure", "date", "deal", "debate", "declare",
    "decline", "defeat", "defend", "delay", "deliver", "depend", "deploy", "describe", "deserve", "design",
    "destroy", "detain", "develop", "differ", "disagree", "disappear", "disclose", "discover", "discuss",
    "dismiss", "disrupt", "dissolve", "donate", "double", "draw", "drive", "drop", "eat", "elect", "eliminate",
    "emerge", "encourage", "endorse", "enter", "escape", "establish", "estimate", "evacuate", "exceed", "exclude",
    "exist", "expand", "express", "extend", "face", "favor", "favour", "feature", "feel", "fine", "fire", "fix",
    "flee", "flood", "focus", "force", "form", "free", "fulfil", "gain", "gather", "grant", "guarantee", "halt",
    "halve", "hand", "harm", "hear", "hide", "hire", "hit", "hope", "hurt", "ignore", "impose", "improve",
    "increase", "indicate", "infect", "inform", "injure", "insist", "install", "intend", "introduce", "invade",
    "invent", "invest", "investigate", "invite", "involve", "issue", "jail", "judge", "jump", "justify", "lack",
    "land", "launch", "lay", "lease", "lend", "let", "lift", "like", "limit", "link", "list", "load", "locate",
    "lower", "maintain", "manage", "march", "mark", "match", "measure", "mention", "merge", "miss", "mourn",
    "murder", "name", "negotiate", "nominate", "note", "obey", "object", "observe", "obtain", "occupy", "oppose",
    "order", "oust", "outlaw", "outnumber", "owe", "paint", "participate", "pass", "peak", "perform", "permit",
    "persuade", "pick", "place", "pledge", "point", "poison", "possess", "postpone", "predict", "prefer",
    "prepare", "present", "press", "prevent", "print", "privatise", "privatize", "proceed", "prohibit", "prolong",
    "promote", "propose", "prosecute", "protect", "protest", "prove", "provide", "punish", "purchase", "push",
    "question", "quit", "race", "raid", "rain", "ratify", "react", "read", "realise", "realize", "rebuild",
    "recall", "recognise", "recognize", "recommend", "record", "recover", "recruit", "reduce", "refer", "reform",
    "refuse", "regret", "relate", "release", "relocate", "rely", "remember", "remove", "rename", "renew",
    "repair", "repeat", "reply", "rescue", "resist", "resolve", "respond", "restore", "restrict", "result",
    "resume", "retire", "reveal", "reverse", "review", "rob", "rule", "sack", "sanction", "save", "schedule",
    "score", "search", "secure", "see", "seek", "seem", "seize", "sentence", "separate", "settle", "shake",
    "share", "shelter", "shoot", "shrink", "shut", "sink", "sleep", "slow", "smoke", "snow", "solve", "spark",
    "specify", "split", "sponsor", "spread", "stage", "state", "steal", "step", "strike", "study", "submit",
    "succeed", "sue", "suffer", "suggest", "supply", "support", "suppress", "surrender", "survive", "suspect",
    "swear", "swim", "teach", "tear", "test", "thank", "threaten", "throw", "touch", "tour", "trade", "train",
    "transfer", "transport", "treat", "trigger", "turn", "understand", "unite", "unveil", "uphold", "upset",
    "urge", "value", "vanish", "verify", "veto", "view", "violate", "wait", "walk", "warrant", "wear", "welcome",
    "widen", "wish", "withdraw", "withhold", "witness", "worry", "worsen", "yield",
])  # fmt: skip
"""Verbs as they stand behind "did"; many are nouns too."""
STATES = frozenset([
    "able", "absent", "active", "afraid", "alive", "alone", "angry", "available", "aware", "bad", "bankrupt",
    "better", "big", "blind", "bound", "broke", "busy", "cheap", "clean", "clear", "closed", "cold", "common",
    "compulsory", "correct", "dead", "deep", "dry", "due", "early", "empty", "equal", "expensive", "false",
    "famous", "fast", "fatal", "fine", "fit", "free", "full", "glad", "good", "guilty", "happy", "hard",
    "healthy", "high", "ill", "illegal", "important", "independent", "innocent", "invalid", "large", "late",
    "legal", "likely", "long", "low", "mandatory", "married", "military", "neutral", "new", "off", "old",
    "online", "open", "optional", "over", "pregnant", "present", "prime", "private", "public", "ready", "real",
    "responsible", "rich", "right", "safe", "secret", "short", "sick", "similar", "single", "slow", "small",
    "sorry", "still", "strong", "sure", "tall", "true", "unable", "unclear", "unlikely", "unsafe", "valid",
    "weak", "well", "worse", "worth", "wrong", "young",
])  # fmt: skip
"""What may stand behind "is", and ends in nothing that tells so."""
IRREGULAR = PARTICIPLES | frozenset([
    "beaten", "become", "been", "broken", "burnt", "chosen", "come", "dealt", "driven", "eaten", "fallen",
    "forbidden", "forgotten", "frozen", "given", "hidden", "meant", "mistaken", "overcome", "overtaken", "proven",
    "quit", "read", "ridden", "risen", "run", "seen", "shaken", "spoken", "stolen", "stood", "struck", "stuck",
    "sunk", "taken", "understood", "undertaken", "written",
])  # fmt: skip
"""Participles that do not end in -ed."""
NO_PARTICIPLES = frozenset([
    "bed", "breed", "feed", "fled", "hundred", "indeed", "naked", "need", "red", "sacred", "seed", "shed",
    "speed",
])  # fmt: skip
"""What ends as participles do."""
