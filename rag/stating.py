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


def stated(question: str, answer: str) -> str:
    """The answer in the place of the question word, or behind the question where that would be no sentence.

    >>> stated("How many troops serve in RSM?", "16,000"), stated("When did RSM begin?", "2015")
    ('16,000 troops serve in RSM.', 'When did RSM begin? 2015.')
    """
    asked = question.strip().rstrip("?").rstrip()
    if found := _SUBJECT.match(asked):
        said = f"{answer}{asked[found.end() :]}"
        return f"{said[:1].upper()}{said[1:]}."
    return f"{asked}? {answer}."
