"""One answer against what would be right: a number, or the reason why there is none, for every measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.measures import brier, date_match, exact_match, holds, numeric_match, same_answer, same_passage, token_f1
from eval.records import Case
from index.archive import Archive
from index.errors import CitationError, UnknownArticle
from rag.citing import check
from rag.records import Answer, Citation

ANSWER_MEASURES = (
    "right", "statement", "short", "EM", "F1", "contains", "numeric", "date", "Brier",
    "quotes verbatim", "citation precision", "citation recall", "article precision", "supported",
)  # fmt: skip
"""right       the short answer or what is said to follow from it, or else the statement, is right; declined where
               there is no answer; both values shown where articles differ
statement      the quoted sentence is the evidence or holds an accepted answer
short          the short answer, or what follows from it, says the same as an accepted one, where one was given
EM, F1         of the short answer, as SQuAD 2.0 scores (Rajpurkar et al. 2018)
contains       short answer or statement hold an accepted answer
numeric, date  the same number and unit, the same day, where a number or a day is asked for
Brier          squared distance of the confidence from what came out (Brier 1950); 0 is best
quotes verbatim     share of citations whose quote stands at its offsets in the stored article
citation precision  share of citations that are evidence or hold an accepted answer
citation recall     share of evidence passages that are cited (both after Gao et al. 2023, of known evidence)
article precision   share of citations from an article known to be right
supported           share of citations that, by the verifier, support the answer given"""

UNCHECKED = "a claim, and without a verifier claims are not checked"

Score = float | str
"""A number, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case, and what was said; None when it crashed."""

    case: Case
    answer: Answer | None
    names: Mapping[str, frozenset[str]]
    """Article id -> its names in the set."""
    verbatim: Sequence[bool]
    """Per citation."""
    supported: Sequence[bool] | None = None
    """Per citation that words the statement otherwise, whether it supports it; None without a verifier."""

    @property
    def declined(self) -> bool:
        """Whether the articles are said not to say."""
        return self.answer is not None and self.answer.status == "not_in_articles"

    @property
    def given(self) -> bool:
        """Whether an answer was given."""
        return self.answer is not None and not self.declined

    @property
    def text(self) -> str | None:
        """The short answer."""
        return self.answer.answer if self.answer and self.given else None

    @property
    def says(self) -> bool:
        """Whether the short answer, or the value that is said to follow from it, is right."""
        derived = self.answer.derived if self.answer and self.given else None
        said = [self.text, derived.value if derived else None]
        return any(same_answer(value, self.case.answers) for value in said if value)

    @property
    def statement(self) -> str | None:
        """The sentence."""
        return self.answer.statement if self.answer and self.given else None


def judge(judged: Judged) -> dict[str, Score]:
    """Every measure of `ANSWER_MEASURES`: its score, or in words why it has none.

    A crashed case scores 0.0 wherever it could have scored, and 1.0, the worst, for Brier.
    """
    if judged.case.label is not None:
        return dict.fromkeys(ANSWER_MEASURES, UNCHECKED)
    if judged.case.status is None:
        return dict.fromkeys(ANSWER_MEASURES, "only the ranking is judged")
    scores: dict[str, Score] = {name: measure(judged) for name, measure in _JUDGES.items()}
    return scores | {"supported": _supported(judged)}


def _supported(judged: Judged) -> Score:
    if judged.supported is None:
        return "there is no verifier"
    if judged.answer is None:
        return 0.0
    if not judged.supported:
        return "no answer was given"
    return sum(judged.supported) / len(judged.supported)


def verbatim(citation: Citation, archive: Archive) -> bool:
    """Whether a citation stands where it says in the stored article."""
    try:
        check(citation, archive.find(citation.article_id))
    except (CitationError, UnknownArticle):
        return False
    return True


def _right(judged: Judged) -> float:
    case, answer = judged.case, judged.answer
    if answer is None:
        return 0.0
    if case.status == "not_in_articles":
        return float(judged.declined)
    if case.status == "conflicting":
        shown = [alternative.answer for alternative in answer.alternatives]
        return float(answer.status == "conflicting" and all(same_answer(value, shown) for value in case.answers))
    return float(judged.says if judged.text else _statement(judged) == 1.0)


def _statement(judged: Judged) -> Score:
    if judged.case.status == "not_in_articles":
        return "the articles do not say"
    said = judged.statement or ""
    evidence = any(same_passage(said, given.quote) for given in judged.case.evidence)
    return float(evidence or holds(said, judged.case.answers))


def _short(judged: Judged) -> Score:
    if judged.case.status == "not_in_articles":
        return "the articles do not say"
    if judged.answer is not None and judged.text is None:
        return "no short answer was given"
    return float(judged.says)


def _text_score(measure: Callable[[str | None, Sequence[str]], float]) -> Callable[[Judged], Score]:
    def scored(judged: Judged) -> Score:
        if judged.answer is None or (judged.case.status == "not_in_articles" and not judged.declined):
            return 0.0
        return measure(judged.text, judged.case.answers)

    return scored


def _contains(judged: Judged) -> Score:
    if judged.case.status == "not_in_articles":
        return "the articles do not say"
    return float(holds(f"{judged.text or ''}\n{judged.statement or ''}", judged.case.answers))


def _numeric(judged: Judged) -> Score:
    found = numeric_match(judged.text, judged.case.answers)
    return "no number is asked for" if found is None else found


def _date(judged: Judged) -> Score:
    found = date_match(judged.text, judged.case.answers)
    return "no day is asked for" if found is None else found


def _brier(judged: Judged) -> Score:
    return 1.0 if judged.answer is None else brier(judged.answer.confidence, _right(judged))


def _verbatim(judged: Judged) -> Score:
    if judged.answer is None:
        return 0.0
    return sum(judged.verbatim) / len(judged.verbatim) if judged.verbatim else "nothing is cited"


def _precision(judged: Judged) -> Score:
    case = judged.case
    if not case.evidence:
        return "no evidence is known"
    quotes = _cited(judged)
    if isinstance(quotes, str):
        return quotes
    right = [
        any(same_passage(cited.quote, given.quote) for given in case.evidence) or holds(cited.quote, case.answers)
        for cited in quotes
    ]
    return sum(right) / len(right) if right else 0.0


def _recall(judged: Judged) -> Score:
    if not judged.case.evidence:
        return "no evidence is known"
    quotes = _cited(judged)
    if isinstance(quotes, str):
        return quotes
    found = [any(same_passage(cited.quote, given.quote) for cited in quotes) for given in judged.case.evidence]
    return sum(found) / len(found)


def _article_precision(judged: Judged) -> Score:
    known = judged.case.holding or frozenset(judged.case.relevant)
    if not known:
        return "no right article is known"
    cited = _cited(judged)
    if isinstance(cited, str):
        return cited
    right = [bool(judged.names.get(citation.article_id, frozenset()) & known) for citation in cited]
    return sum(right) / len(right) if right else 0.0


def _cited(judged: Judged) -> Sequence[Citation] | str:
    if judged.declined:
        return "declined: what is cited is only nearest"
    return judged.answer.citations if judged.answer else ()


_JUDGES: Mapping[str, Callable[[Judged], Score]] = {
    "right": _right,
    "statement": _statement,
    "short": _short,
    "EM": _text_score(exact_match),
    "F1": _text_score(token_f1),
    "contains": _contains,
    "numeric": _numeric,
    "date": _date,
    "Brier": _brier,
    "quotes verbatim": _verbatim,
    "citation precision": _precision,
    "citation recall": _recall,
    "article precision": _article_precision,
}
