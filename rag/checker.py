"""FactChecker: the Python face over archive, retriever and chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from index.archive import Archive
from index.embedding import Embedder, open_embedder
from index.errors import UserError
from index.filters import ALL, Filters
from index.probing import check_embedder, check_fingerprint
from index.records import Document
from index.retrieving import HybridRetriever, Retrieval, Retriever, WhileOpen
from index.served import open_index
from index.vectors import FollowingVectors
from rag.asking import Ask, Within, bounds_of, filters_from, number_of, prose_of, text_of
from rag.calibration import Calibration, VerdictCalibration
from rag.language_model import LanguageModel
from rag.lately import retrieve_dated
from rag.models import Models, open_models
from rag.observing import Observer, handed_over
from rag.pipeline import DEEP, Pipeline, Tell, answers, by_parts, verdicts
from rag.reading import Reader, SentenceReader
from rag.records import Answer, Verdict, WrittenSentence
from rag.reranking import KeepOrder, Reranker
from rag.settings import Settings
from rag.verifying import Verifier, no_verifier
from rag.whether import Answering

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.following import Turn, Understood
    from rag.generating import Generator
    from rag.retriever import ArchiveRetriever
    from rag.texts import CheckedText, OnDone


class FactChecker:
    """Answers questions and checks claims from one archive, and shows its articles.

    >>> checker = FactChecker.open("archive")                        # doctest: +SKIP
    >>> checker.ask("How many troops serve in RSM?").answer          # doctest: +SKIP
    '16,000'
    """

    def __init__(
        self,
        archive: Archive,
        embedder: Embedder,
        settings: Settings,
        *,
        retriever: Retriever | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
        verifier: Verifier | None = None,
        models: Models | None = None,
        generator: Generator | None = None,
    ) -> None:
        self._opened = archive
        self._observer = Observer(archive, settings)
        self._closed = False
        self.settings = settings
        self.embedder = embedder
        self._models = models or open_models(settings)
        found_by = retriever or HybridRetriever(
            archive,
            embedder,
            FollowingVectors(archive, index_from=settings.least_indexed, index=open_index(archive, settings.vectors)),
        )
        self._retriever = WhileOpen(found_by, lambda: check_fingerprint(self.must_be_open(), embedder))
        self._reranker = reranker or self._models.reranker or KeepOrder()
        self._claim_reranker = reranker or self._models.claim_reranker or KeepOrder()
        self._verifier = verifier or self._models.verifier
        self._verdicts = (None if verifier else self._models.verdicts) or VerdictCalibration.load()
        self._llm = LanguageModel(settings, generator, verifier=self._verifier, verdicts=self._verdicts)
        self._reader = reader or self._models.reader or SentenceReader(
            embedder, frequency=archive.frequency, articles=lambda: archive.counts()[0], calibration=Calibration.load(),
        )  # fmt: skip

    @classmethod
    def open(
        cls,
        archive: str | Path | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        models: Models | None = None,
        verifier: Verifier | None = None,
        llm: str | Generator | None = None,
    ) -> Self:
        """Open an archive for asking; it may be written to by another program meanwhile.

        Args:
            archive: Its folder; None takes the settings'.
            settings: None reads newscheck.toml and NEWSCHECK_* variables.
            embedder, models: Those of the settings, where they are being loaded already.
            verifier: What claims are checked by; None takes the settings'.
            llm: The language model that writes answers out, or its name; None takes the settings'.

        Raises:
            ModelError: what a setting names is no model of that kind.
            ArchiveMissing: there is none.
            EmbedderMismatch: its vectors come from another model than the one now set.
        """
        settings = settings or Settings.load(flags={"archive": archive})
        if archive:
            settings = settings.model_copy(update={"archive": Path(archive)})
        opened = Archive(settings.place)
        embedder = embedder or open_embedder(settings.embedder, cache=settings.cache, bulk=False)
        check_embedder(opened, embedder)
        if isinstance(llm, str):
            settings, llm = settings.model_copy(update={"llm": llm}), None
        return cls(opened, embedder, settings, models=models, verifier=verifier, generator=llm)

    def ask(self, question: str, *, k: int | None = None, strict: bool = False, **within: Unpack[Within]) -> Answer:
        """Answer a question from the articles that pass the filters.

        Args:
            question: In words, up to 2,000 characters.
            k: Hits to read; None finds as many as are set, of which a reader model reads the best.
            strict: Leave out what a language model writes that the passages do not support.
            within: `since` and `until`, only articles of these days or between, each a date, or one as YYYY-MM-DD;
                `as_of`, as if it were this day: what was published later is not known; `source`, part of a source's
                name or host; `language`, ISO 639-1.

        Raises:
            UserError: no question or too long a one, a bound that is none, or the archive was closed.
            ModelError: there is no language model as set. (One that fails is told of in the answer's `written.note`.)
        """
        return self.answer(Ask(question=question, filters=bounds_of(**within), passages=k), strict=strict)

    def write(
        self, question: str, *, strict: bool = False, k: int | None = None, **within: Unpack[Within]
    ) -> Iterator[Answer | WrittenSentence]:
        """`ask` as it goes on: the answer without a language model at once, each sentence of the model's as soon as it
        is checked, and the whole answer last. Without a language model the first is the whole.

        Takes and raises what `ask` does, when the first is taken.
        """
        writer, ask = self._llm.writer, Ask(question=question, filters=bounds_of(**within), passages=k)
        with self._observer.asked("question", ask) as give:
            said = self._answers(ask) if writer else give(self._answers(ask))
        yield said
        if writer:
            yield from handed_over(writer.write(said, strict=strict), said, give)

    def answer(self, ask: Ask, tell: Tell | None = None, *, strict: bool = False) -> Answer:
        """`ask` with its steps told as they are done, and what a language model writes; raises what it does."""
        writer = self._llm.writer
        with self._observer.asked("question", ask) as give:
            said = self._answers(ask, tell)
            return give(writer.complete(said, strict=strict, tell=tell or (lambda _: None)) if writer else said)

    def warm_up(self) -> None:
        """Load what a question needs, or raise what one would; a language model is only looked for."""
        _ = self._llm.writer
        self._answers(Ask(question="How many ministers met?"))

    def in_full(self, question: str, previous: Sequence[Turn]) -> Understood:
        """A follow-up put in full, by rules or else by the language model, where one is set: a `Rewriter`."""
        return self._llm.rewriter(question, previous)

    def check(self, claim: str, *, k: int | None = None, **within: Unpack[Within]) -> Verdict:
        """Whether the articles that pass the filters, those of `ask`, support a claim or refute it.

        Args:
            claim: One statement or several, up to 2,000 characters; of several each is judged, as a sub-claim.
            k: Passages to verify for each; None takes the setting.
            within: since, until, as_of, source, language.

        Raises:
            UserError: as for `ask`, or there is no verifier to check it by.
        """
        return self.judge(Ask(question=claim, filters=bounds_of(**within), passages=k))

    def judge(self, ask: Ask, tell: Tell | None = None) -> Verdict:
        """`check` with its steps told as they are done, those of each part; raises what it does."""
        with self._observer.asked("claim", ask) as give:
            return give(by_parts(lambda part: self._checks(part, tell), ask))

    def check_text(
        self, text: str, *, k: int | None = None, on_done: OnDone | None = None, **within: Unpack[Within]
    ) -> CheckedText:
        """Each sentence of a text with a verdict on what it claims; errors and other arguments as for `check`.

        Args:
            text: Of any length. A language model, where one is set, divides its sentences.
            on_done: Called after each sentence with how many are done, and how many there are.
        """
        from rag.texts import check_text

        ask = Ask(question=prose_of(text), filters=bounds_of(**within), passages=k)
        checks, model = self._checks, self._llm.generator
        with self._observer.asked("text", ask) as give:
            return give(check_text(ask, checks, on_done=on_done, model=model, verifier=self._verifier))

    @property
    def can_check(self) -> bool:
        """Whether there is a verifier, which `check` needs."""
        return self._verifier is not None

    def search(self, query: str, *, filters: Filters = ALL, k: int | None = None) -> Retrieval:
        """The passages nearest to a query, best first, with what each stage said of them.

        Raises:
            UserError: as for `ask`.
        """
        text, filters = text_of(query, "query"), filters_from(filters)
        many = number_of(k) or self.settings.passages
        found = retrieve_dated(self._retriever, text, limit=max(many, DEEP), filters=filters)
        return replace(found, hits=tuple(self._reranker.rerank(text, found.hits)[:many]))

    def article(self, name: str) -> Document:
        """A stored article by id or its first digits, URL, title, or part of its file name.

        Raises:
            UnknownArticle: none, or several.
        """
        return self.must_be_open().find(name)

    def articles(self, filters: Filters = ALL) -> Iterator[Document]:
        """Stored articles, newest first."""
        return self.must_be_open().documents(filters_from(filters))

    def reach(self, filters: Filters = ALL) -> tuple[int, int]:
        """(stored articles that pass, all that are stored): why an answer, a verdict or a search has no hits."""
        archive = self.must_be_open()
        return archive.count(filters_from(filters)), archive.counts()[0]

    @cached_property
    def chain(self) -> Runnable[str | Ask, Answer]:
        """Question to Answer as a LangChain Runnable."""
        from rag.chain import answer_chain, written_chain

        plain = answer_chain(self._answers)
        return written_chain(plain, self._llm.writer) if self._llm.writer else plain

    @cached_property
    def _answers(self) -> Answering:
        self._models.open_ahead("reader", "verifier")
        read = answers(
            retriever=self._retriever, reranker=self._reranker, reader=self._reader, passages=self.settings.passages,
            threshold=self.settings.threshold,
        )  # fmt: skip
        checks = (lambda: self._checks) if self.can_check else None
        whole = self._llm.writer is not None  # a language model answers all of a question in one text
        return Answering(read=read, checks=checks, threshold=self.settings.threshold or 0.0, parted=not whole)

    @cached_property
    def check_chain(self) -> Runnable[str | Ask, Verdict]:
        """Claim to Verdict as a LangChain Runnable, part by part; UserError where there is no verifier."""
        from rag.chain import chain_of, parted_chain

        return parted_chain(chain_of(self._checks))

    @cached_property
    def _checks(self) -> Pipeline[Verdict]:
        """Of what states one thing."""
        if self._verifier is None:
            raise no_verifier(models=self.settings.models)
        self._models.open_ahead("verifier")
        return verdicts(
            retriever=self._retriever, reranker=self._claim_reranker, verifier=self._verifier,
            passages=self.settings.passages, calibration=self._verdicts,
        )  # fmt: skip

    @cached_property
    def retriever(self) -> ArchiveRetriever:
        """The retriever as LangChain's: documents carry offsets, date and source."""
        from rag.retriever import ArchiveRetriever

        return ArchiveRetriever(retriever=self._retriever, k=self.settings.passages)

    def close(self) -> None:
        """Let go of the archive."""
        self._closed = True
        self._opened.close()

    def must_be_open(self) -> Archive:
        """The archive.

        Raises:
            UserError: it was closed.
        """
        if self._closed:
            raise UserError("This FactChecker is closed.", hint="Ask within its `with` block, or open another one.")
        return self._opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
