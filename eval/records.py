"""The nouns of evaluation: a case and what would be right, a set of them, and what a run found."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from index.records import Article, Refused
from rag.records import LABELS, Label, Status

__all__ = ["LABELS", "Case", "Dataset", "Evidence", "Label", "Row", "Run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that answers a question or settles a claim."""

    quote: str
    article: str | None = None
    """File name, URL, or id in its collection; None where the set does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question or claim, and what would be right."""

    id: str
    question: str
    """Or the claim, where `label` is given."""
    kind: str = "question"
    """A group that figures are told for, such as "numeric" or "as-of"."""
    answers: tuple[str, ...] = ()
    """Accepted answers; empty when the articles do not answer it, or when only the ranking is judged."""
    evidence: tuple[Evidence, ...] = ()
    status: Status | None = None
    """What should be said; None when only the ranking is judged, and for claims."""
    label: Label | None = None
    """Of a claim; None for a question."""
    relevant: Mapping[str, int] = field(default_factory=dict)
    """Article (URL, file name, or id in its collection) -> grade; empty when not known: its ranking is not judged."""
    holding: frozenset[str] = frozenset()
    """Articles that are known to hold the answer, the relevant ones among them."""
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    previous: tuple[str, ...] = ()
    """What is asked before it in the same conversation, first to last."""
    rewrites: tuple[str, ...] = ()
    """Of a question that follows others: accepted wordings of it in full; empty when none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Articles with cases about them."""

    name: str
    files: tuple[Path, ...]
    """Everything that was read, for the digest in a report."""
    articles: Callable[[], Iterable[Article | Refused]] | None
    """None: the cases are about an archive that the caller names."""
    cases: tuple[Case, ...]
    article_files: tuple[Path, ...] = ()
    """Those of `files` that hold articles; empty where cases and articles share their files."""
    home: Path | None = None
    """Of a set of ours: the folder that its articles lie in. They are known by their file names."""

    @property
    def articles_digest(self) -> str:
        """Of the articles alone, so that new cases find the archive made; of their names too where these are known."""
        if self.home is None:
            return _digest(self.article_files or self.files)
        return _digest(self.article_files, named_below=self.home)

    @property
    def digest(self) -> str:
        """First 12 hex digits of SHA-256 over the files."""
        return _digest(self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case after it was run."""

    id: str
    kind: str
    question: str
    expected: Mapping[str, Any]
    """status, label, answers, evidence [{article, quote}], as_of, since, until; previous and rewrites where the
    question follows others"""
    got: Mapping[str, Any] | None
    """`Answer.to_dict()`, whose question is the one that was put, or `Verdict.to_dict()`, without its times; None when
    the case crashed, or only its ranking was judged."""
    retrieved: tuple[str, ...]
    """Articles by their names in the set, best first, each once."""
    scores: Mapping[str, float | None]
    """Measure -> number; 0.0 found nothing, None cannot be scored."""
    why_not: Mapping[str, str]
    """Measure -> reason, for each None."""
    error: str | None = None
    """What a crashed case failed with; its measures count 0.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole run: everything but times is the same whenever the same thing is run."""

    name: str
    facts: Mapping[str, Any]
    """set, cases, data, articles, refused, archive, commit, settings, models, versions, machine, seed, left_out"""
    rows: tuple[Row, ...]
    times: Mapping[str, Any] = field(default_factory=dict)
    """started, seconds, peak_mb, at_once, cases_per_s and cases_per_processor_s; of cases asked one after the other, in
    milliseconds stages {stage: [p50, p95]}, cases {id: took} and cold {"answer", "verdict": took} of the first, which
    loads the models and counts nowhere else"""


def _digest(files: Iterable[Path], *, named_below: Path | None = None) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        if named_below is not None:
            digest.update(os.fsencode(f"{file.relative_to(named_below).as_posix()}\0{len(content)}\0"))
        digest.update(content)
    return digest.hexdigest()[:12]
