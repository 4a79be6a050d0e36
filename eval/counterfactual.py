"""What becomes of answers and verdicts when a copy of their article is added with the value changed.

The copy has another source and a later date, and the value is changed throughout. An answer that takes the changed
value and shows nothing of the other has flipped silently.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Literal

from eval.altering import Kind, Pool, change, collect
from eval.intervals import Figure, figure
from eval.records import Case, Dataset
from eval.retrieval import built
from index.building import open_builder
from index.records import Article, Document
from rag.checker import FactChecker
from rag.dissenting import other_value
from rag.records import Answer, Verdict
from rag.settings import Settings
from rag.values import same_value
from rag.variants import variant

Outcome = Literal["conflict", "shown", "kept", "flipped", "declined", "other"]
"""conflict    the articles are said to differ, and both values are shown
shown       one is told, and both are on the timeline
kept        the value of the article as it was is told, and nothing of the other
flipped     the changed value is told, and nothing of the other
declined    nothing is told
other       none of these, such as another answer"""

OUTCOMES: tuple[Outcome, ...] = ("conflict", "shown", "kept", "flipped", "declined", "other")
KINDS: tuple[Kind, ...] = ("number", "date", "name", "place")
MOST = 100
"""Cases."""
LATER = timedelta(days=7)
SOURCE = "Counterfactual Wire"
EACH = 4
"""Changed copies for a question, each asked beside the article alone."""
_TRIES = 20

Open = Callable[[Settings], AbstractContextManager[FactChecker]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A question, the sentence that answers it, and a copy of its article in which the answer is another one."""

    question: str
    document: Document
    sentence: str
    """As it was; it is also the claim."""
    value: str
    other: str
    kind: Kind
    changed: str
    """The sentence as the copy has it."""

    @property
    def copy(self) -> Article:
        """With the value changed throughout."""
        found = variant(self.sentence, self.changed)
        text = self.document.text.replace(self.sentence, self.changed)
        if found:
            text = re.sub(rf"(?<!\w){re.escape(found.mine)}(?!\w)", found.theirs, text)
        day = self.document.published
        facts = {"title": self.document.title, "source": SOURCE}
        facts |= {"published": (day + LATER).isoformat()} if day else {}
        key = f"counterfactual/{self.document.id}"
        return Article(origin=f"/{key}.txt", key=key, media_type="text/plain", content=text, metadata=facts)


def alter(cases: Sequence[Case], documents: Sequence[Document]) -> list[Altered]:
    """Questions whose short answer stands in a quoted sentence, each with that sentence changed, in an order by chance
    that is always the same.

    Args:
        cases: Of a set; those that should be declined, or of which the articles differ already, are left out.
        documents: Its articles.
    """
    pool = collect(document.text for document in documents)
    usable = (case for case in cases if case.label is None and case.status == "answered" and not _bounded(case))
    found = [one for case in usable for one in _altered(case, documents, pool)]
    return Random(0).sample(found, len(found))


def _bounded(case: Case) -> bool:
    """Whether it is asked as of other days, when the copy would not be known."""
    return any((case.as_of, case.since, case.until))


def _altered(case: Case, documents: Sequence[Document], pool: Pool) -> list[Altered]:
    """Up to `EACH` ways in which its answer is another one."""
    found: dict[str, Altered] = {}
    for evidence in case.evidence[:1]:
        document = next(d for d in documents if evidence.quote in d.text)
        for kind, seed in product(KINDS, range(_TRIES)):
            rng = Random(f"{case.id} {kind} {seed}")
            changed = change(evidence.quote, kind, rng, pool.beside(document.text))
            value, other = _values(case, evidence.quote, changed or "")
            if changed and value and other and not same_value(value, other):
                found[other] = Altered(
                    question=case.question, document=document, sentence=evidence.quote, changed=changed,
                    value=value, other=other, kind=kind,
                )  # fmt: skip
    return list(found.values())[:EACH]


def _values(case: Case, sentence: str, changed: str) -> tuple[str | None, str | None]:
    """(the answer, what it is in the changed sentence), of the longest accepted answer; None where it is no other."""
    found = variant(sentence, changed)
    for answer in sorted(case.answers, key=len, reverse=True):
        other = other_value(answer, found) if found and answer in sentence else None
        if other:
            return answer, other
    return None, None


def rounds(altered: Sequence[Altered]) -> list[list[Altered]]:
    """In each, an article has one copy at most: two of them would say the right value of each other's question."""
    found: list[list[Altered]] = []
    for one in altered:
        free = next((r for r in found if all(one.document.id != other.document.id for other in r)), None)
        if free is None:
            found.append([one])
        else:
            free.append(one)
    return found


def run(
    dataset: Dataset, settings: Settings, *, most: int = MOST, open_: Open | None = None,
    on_done: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Altered, Outcome, Outcome | None]]:  # fmt: skip
    """Each case, what became of its answer, and of the verdict on its sentence; None without a verifier.

    Args:
        dataset: With articles of its own.
        settings: Whose archive is the set's.
        most: Cases at most; of those that are answered with the value while there is no copy.
        open_: Opens an archive for asking; None takes the settings' models.
        on_done: Called after each case.
    """
    with built(dataset, settings) as archive:
        made = alter(dataset.cases, list(archive.documents()))
    opened = open_ or (lambda told: FactChecker.open(settings=told))
    with opened(settings) as checker:
        cases = list(islice((one for one in made if of_answer(checker.ask(one.question), one) == "kept"), most))
    for group in rounds(cases):
        with TemporaryDirectory() as folder:
            copied = settings.at(Path(folder) / "archive")
            shutil.copytree(settings.archive, copied.archive)
            with open_builder(copied) as builder:
                list(builder.add(one.copy for one in group))
            with opened(copied) as checker:
                for one in group:
                    verdict = checker.check(one.sentence) if checker.can_check else None
                    yield one, of_answer(checker.ask(one.question), one), of_verdict(verdict, one) if verdict else None
                    on_done()


def of_answer(answer: Answer, one: Altered) -> Outcome:
    """What became of an answer."""
    told = [other.answer for other in answer.alternatives]
    if answer.status == "not_in_articles":
        return "declined"
    if answer.status == "conflicting":
        return "conflict" if _both(told, one) else "other"
    if _both([point.value for point in answer.timeline], one):
        return "shown"
    if _says(answer.answer or answer.statement or "", one.other, one.value):
        return "flipped"
    return "kept" if _says(answer.answer or answer.statement or "", one.value, one.other) else "other"


def of_verdict(verdict: Verdict, one: Altered) -> Outcome:
    """What became of the verdict on the sentence as it was."""
    if verdict.label == "conflicting":
        return "conflict"
    if verdict.label == "not_enough_evidence":
        return "declined"
    if _both([point.value for point in verdict.timeline], one):
        return "shown"
    return "kept" if verdict.label == "supported" else "flipped"


def _both(told: Sequence[str], one: Altered) -> bool:
    mine = any(_says(value, one.value, one.other) for value in told)
    return mine and any(_says(value, one.other, one.value) for value in told)


def _says(told: str, value: str, instead: str) -> bool:
    """Whether a value is told: as it is, within more words, or by the words in which it differs from the other."""
    return same_value(told, value) or value in told or (told in value and told not in instead)


def shares(outcomes: Sequence[Outcome]) -> Mapping[Outcome, Figure]:
    """Of all cases, with their intervals."""
    return {name: figure([float(one == name) for one in outcomes]) for name in OUTCOMES}


def tell(found: Sequence[tuple[Altered, Outcome, Outcome | None]]) -> Iterator[str]:
    """The shares, and each case that flipped or was kept in silence."""
    for name, outcomes in (
        ("answers", [answer for _, answer, _ in found]),
        ("claims", [verdict for *_, verdict in found if verdict]),
    ):
        yield f"{name}, {len(outcomes)} with a changed copy added:"
        yield from (f"  {outcome:10} {value}" for outcome, value in shares(outcomes).items() if outcomes)
    for one, *became in found:
        if "flipped" in became:
            yield f"flipped: {one.question} {one.value} -> {one.other}: {one.changed}"
