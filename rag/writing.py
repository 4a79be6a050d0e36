"""A language model's sentences, each checked against the passages that it cites; the quotes stay the archive's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.errors import WriterFailed
from index.lexical import words
from index.records import Document, Hit
from index.retrieving import Clock
from index.splitting import Span
from rag.calibration import VerdictCalibration
from rag.citing import Numbered
from rag.generating import Generator
from rag.marks import Draft, drafts
from rag.prompts import CANNOT, WRITE, shown
from rag.quoting import invented
from rag.records import Answer, Label, Written, WrittenSentence
from rag.values import numbers
from rag.verifying import Pair, Stances, Verifier
from rag.voices import Side, Voice, hear
from rag.weighing import features

EXTRACTIVE = "this is the extractive answer"
UNCITED = "It cites no passage."
PROBLEMS: dict[Label, str | None] = {
    "supported": None,
    "refuted": "The passages that it cites say otherwise.",
    "conflicting": "The passages that it cites differ about it.",
    "not_enough_evidence": "The passages that it cites do not say so.",
}
NOT_ASKED = "The writer was not asked: the articles do not say."
UNCHECKED = "What it wrote was not checked: there is no verifier."
STRICT_UNCHECKED = "The writer was not asked: there is no verifier, by which alone its sentences could be kept."


class Writer:
    """Lets a language model write out what the passages of an answer say.

    It is not asked where the articles do not say: that is known with a measured probability, while a model that is
    shown passages beside the question makes an answer of them, each sentence of which they may support.

    Args:
        generator: The model.
        verifier: By which its sentences are checked; without one they are told as unchecked.
        calibration: Which label the verifier's stances add up to.
    """

    def __init__(self, generator: Generator, *, verifier: Verifier | None, calibration: VerdictCalibration) -> None:
        self._generator = generator
        self._verifier = verifier
        self._calibration = calibration

    def complete(
        self, said: Answer, *, strict: bool = False, tell: Callable[[Answer | WrittenSentence], None] = lambda _: None
    ) -> Answer:
        """The last of `write`; `tell` gets what it begins with, and the sentences."""
        whole = said
        tell(said)
        for event in self.write(said, strict=strict):
            if isinstance(event, Answer):
                whole = event
            else:
                tell(event)
        return whole

    def write(self, said: Answer, *, strict: bool = False) -> Iterator[WrittenSentence | Answer]:
        """Each sentence as soon as it is complete and checked; the whole answer last, whatever the model does.

        Args:
            said: The extractive answer, of which every field stays; citations are added behind its own.
            strict: Leave out sentences that are not supported.
        """
        refused = self._refused(said, strict)
        if refused:
            yield self._whole(said, _Sheet(said), refused)
            return
        sheet, clock = _Sheet(said), Clock()
        with clock("write"):
            yield from self._sentences(said, sheet, strict)
        whole = self._whole(said, sheet, self._note(sheet))
        yield replace(whole, timings_ms={**said.timings_ms, **clock.timings_ms})

    def _refused(self, said: Answer, strict: bool) -> str | None:
        if said.status == "not_in_articles":
            return NOT_ASKED
        return STRICT_UNCHECKED if strict and self._verifier is None else None

    def _whole(self, said: Answer, sheet: _Sheet, note: str | None) -> Answer:
        written = Written(writer=self._generator.name, sentences=tuple(sheet.sentences), note=note)
        return replace(said, citations=tuple(sheet.numbered.citations), written=written)

    def _sentences(self, said: Answer, sheet: _Sheet, strict: bool) -> Iterator[WrittenSentence]:
        try:
            with closing(self._generator.stream(WRITE, shown(said.question, said.hits))) as pieces:
                for draft in drafts(pieces):
                    if not sheet.is_new(draft):
                        continue
                    judged = self._judged(draft, said.hits)
                    if strict and not judged.supported:
                        sheet.left_out += 1
                    else:
                        yield sheet.add(draft, judged)
        except WriterFailed as error:
            sheet.failure = str(error)

    def _note(self, sheet: _Sheet) -> str | None:
        """What there is to say of the whole."""
        failure = sheet.failure or (None if sheet.stands else _nothing(sheet))
        told = []
        if failure:
            told.append(f"The writer {failure}; {'what it had written is kept' if sheet.stands else EXTRACTIVE}.")
        elif sheet.declined:
            told.append(f"The writer adds: {CANNOT}")
        if sheet.left_out:
            several = "sentence was" if sheet.left_out == 1 else "sentences were"
            told.append(f"{sheet.left_out} {several} left out that the cited passages do not support.")
        if sheet.stands and self._verifier is None:
            told.append(UNCHECKED)
        return " ".join(told) or None

    def _judged(self, draft: Draft, hits: Sequence[Hit]) -> _Judged:
        cited = [hits[number - 1] for number in draft.cited if 1 <= number <= len(hits)]
        strays = [number for number in draft.cited if not 1 <= number <= len(hits)]
        stray = f"It cites {_marks(strays)}, which it was not shown." if strays else None
        if not cited:
            return _Judged(supported=False, problem=stray or UNCITED)
        introduced = [_introduced(hit, draft.text) for hit in cited]
        heard = [hear(draft.text, [hit], self._verifier or _Unsure()) for hit in introduced]
        label = self._label(heard)
        settling = _settling(label, heard)
        places = [(hit.document, voice.sentence) for hit, voice in zip(cited, settling, strict=True) if voice]
        problem = _invention(draft.text, introduced, label) or (label and PROBLEMS[label])
        supported = False if problem else None if label is None else True
        return _Judged(supported=supported, problem=problem or stray, places=tuple(places))

    def _label(self, heard: Sequence[Sequence[Voice]]) -> Label | None:
        """What the voices of the cited passages add up to; None where nobody can say."""
        if self._verifier is None:
            return None
        return self._calibration.decide(features([voice for voices in heard for voice in voices]))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    supported: bool | None
    problem: str | None
    places: tuple[tuple[Document, Span], ...] = ()
    """One sentence of each passage that settles it."""


class _Sheet:
    """What has been written so far."""

    def __init__(self, said: Answer) -> None:
        self.numbered = Numbered(said.citations)
        self.sentences: list[WrittenSentence] = []
        self.left_out = 0
        """Sentences that were not supported."""
        self.declined = False
        """Whether the model said that the passages hold no answer."""
        self.failure: str | None = None
        self._seen: set[tuple[str, ...]] = set()

    @property
    def stands(self) -> bool:
        return any(sentence.stands for sentence in self.sentences)

    def is_new(self, draft: Draft) -> bool:
        """False for what it has said before, and where it declines."""
        said = tuple(words(draft.text))
        if said == tuple(words(CANNOT)):
            self.declined = True
            return False
        new = said not in self._seen
        self._seen.add(said)
        return new

    def add(self, draft: Draft, judged: _Judged) -> WrittenSentence:
        numbers = [self.numbered.add(document, span) for document, span in judged.places]
        sentence = WrittenSentence(
            text=draft.text, citations=tuple(dict.fromkeys(numbers)), supported=judged.supported,
            problem=judged.problem,
        )  # fmt: skip
        self.sentences.append(sentence)
        return sentence


class _Unsure:
    """Stands in for a verifier: the sentence nearest by its words is cited."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        return [Stances(supports=0.0, refutes=0.0, neither=1.0) for _ in pairs]


def _introduced(hit: Hit, text: str) -> Hit:
    """With its source and day before its title, where a sentence names them: it may well say who says it, and when."""
    document, named = hit.document, []
    if document.source and document.source.lower() in text.lower():
        named.append(document.source)
    if document.published and any(part in text for part in f"{document.published:%B %Y}".split()):
        named.append(f"{document.published.day} {document.published:%B %Y}")
    title = f"{', '.join(named)} - {document.title}" if named else document.title
    return replace(hit, document=replace(document, title=title))


def _invention(text: str, cited: Sequence[Hit], label: Label | None) -> str | None:
    """A quotation or a figure that the passages do not hold, however much else of the sentence they support."""
    passages = [f"{hit.document.title}\n{hit.passage.text}" for hit in cited]
    quotation = invented(text, passages)
    if quotation:
        return f"The passages that it cites do not hold the quote “{quotation}”."
    unsaid = numbers(text) - numbers("\n".join(passages))
    if unsaid and label not in {"refuted", "conflicting"}:
        return f"The passages that it cites do not hold the figure {_figure(min(unsaid))}."
    return None


def _figure(value: float) -> str:
    return f"{value:,.12g}" if value >= 10_000 else f"{value:.12g}"


def _settling(label: Label | None, heard: Sequence[Sequence[Voice]]) -> list[Voice | None]:
    """The sentence of each passage that settles it, of one at least; the nearest ones where nobody can say."""
    if label is None:
        return [voices[0] for voices in heard]
    if label == "not_enough_evidence":
        return [None] * len(heard)
    side: Side = "refutes" if label == "refuted" else "supports"
    best = [max(voices, key=lambda voice: voice.relevance * voice.score_of(side)) for voices in heard]
    strongest = max(best, key=lambda voice: voice.relevance * voice.score_of(side))
    return [voice if voice is strongest or voice.stances.likeliest == side else None for voice in best]


def _nothing(sheet: _Sheet) -> str:
    if sheet.sentences or sheet.left_out:
        return "wrote nothing that the passages it cites support"
    return "found no answer in the passages" if sheet.declined else "wrote nothing"


def _marks(numbers: Sequence[int]) -> str:
    return ", ".join(f"[{number}]" for number in numbers)
