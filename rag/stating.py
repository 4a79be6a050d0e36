"""A question and its answer as one statement, which a verifier can judge."""

from __future__ import annotations

import re

_BEING = r"(?:is|are|was|were)"
_VERB = rf"(?!(?:did|do|does|can|could|will|would|should|has|have|had|if)\b|{_BEING}\b)"
"""No auxiliary: where one stands, the subject stands behind it."""
_SUBJECT = re.compile(
    rf"(?:who|what)(?= {_BEING} (?!.*ing$))"
    rf"|(?:who|what)(?= {_VERB}\w+(?: {_VERB}\S+){{2,}}$)"
    rf"|how (?:many|much)(?= {_VERB}\w+ {_VERB}\w+(?: {_VERB}\S+)+$)",
    re.IGNORECASE,
)
"""What stands at the beginning of a question that asks for its subject: there the answer can take its place."""
_OBJECT = re.compile(
    r" (?:about|after|against|at|before|behind|between|by|for|from|in|into|of|on|over|through|to|towards?|under|with)$",
    re.IGNORECASE,
)
"""The end of a question that asks for what belongs behind a preposition: "What was Trump fined for?"."""
_SINGULAR = re.compile(r"(?:who|what) (?:is|was|\w+[^\Ws]s)\b", re.IGNORECASE)
"""The beginning of a question whose verb takes no plural."""
_HEAD = re.compile(r"(?:the )?(.+?)(?=,| (?:of|in|from|at|on|for|with|who|that|which|to|by)\b|$)", re.IGNORECASE)
"""The words of an answer that tell whether it is one thing or several."""
_SEVERAL = re.compile(r"(?:children|people|men|women|police|.*[^\Wsui]s)", re.IGNORECASE)


def stated(question: str, answer: str) -> str:
    """The answer in the place of the question word, or behind the question where that would be no sentence.

    >>> stated("How many troops serve in RSM?", "16,000"), stated("When did RSM begin?", "2015")
    ('16,000 troops serve in RSM.', 'When did RSM begin? 2015.')
    >>> stated("What was Trump fined for?", "Contempt"), stated("Who is most at risk?", "Children")
    ('What was Trump fined for? Contempt.', 'Who is most at risk? Children.')
    """
    asked = question.strip().rstrip("?").rstrip()
    found = _SUBJECT.match(asked)
    if found is None or _OBJECT.search(asked) or (_SINGULAR.match(asked) and _plural(answer)):
        return f"{asked}? {answer}."
    said = f"{answer}{asked[found.end() :]}"
    return f"{said[:1].upper()}{said[1:]}."


def _plural(answer: str) -> bool:
    """Whether an answer may name several; the last letter of a longer name tells nothing: Margarita Robles."""
    if " and " in answer:
        return True
    head = _HEAD.match(answer.strip())
    words = head[1].split() if head else []
    if not words or (len(words) > 1 and words[-1][0].isupper()):
        return False
    return bool(_SEVERAL.fullmatch(words[-1]))
