"""Every question of an audit log asked again, and what is said otherwise now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rag.auditing import Entry
from rag.checker import FactChecker

NEAR = 0.01
"""Confidences that differ by less are the same: processors round otherwise."""

FIELDS = {
    "question": (
        "status", "answer", "statement", "confidence", "as_of", "citations", "alternatives", "derived", "also",
    ),
    "claim": ("label", "confidence", "as_of", "citations", "sub_claims"),
    "text": ("labels", "sentences", "citations"),
}  # fmt: skip
"""What is compared. Not the words of a language model, which are others each time, nor those of an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that is not what it was."""

    field: str
    then: Any
    now: Any


def ask_again(checker: FactChecker, entry: Entry) -> list[Change]:
    """What has changed; empty where nothing has.

    Raises:
        UserError: as asking does.
    """
    now = _said(checker, entry)
    pairs = [(name, _plain(name, entry.said), _plain(name, now)) for name in FIELDS[entry.kind]]
    return [Change(field=name, then=then, now=again) for name, then, again in pairs if not _same(then, again)]


def _said(checker: FactChecker, entry: Entry) -> Mapping[str, Any]:
    asked, within, filters = entry.ask.question, entry.ask.passages, entry.ask.filters
    if entry.kind == "question":
        return checker.answer(entry.ask).to_dict()
    if entry.kind == "claim":
        return checker.judge(entry.ask).to_dict()
    bounds = {"since": filters.since, "until": filters.until, "source": filters.source, "language": filters.language}
    return checker.check_text(asked, k=within, **bounds).to_dict()  # type: ignore[arg-type]


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "citations": lambda told: [f"{one['article_id']} {one['start']}-{one['end']} {one['quote']}" for one in told],
    "alternatives": lambda told: [one["answer"] for one in told],
    "derived": lambda told: told and told["value"],
    "also": lambda told: [f"{one['question']} {one['answer'] or one['statement'] or one['status']}" for one in told],
    "sub_claims": lambda told: [f"{one['text']}: {one['label']}" for one in told],
    "sentences": lambda told: [f"{one['text']}: {one['verdict'] and one['verdict']['label']}" for one in told],
}
"""Of fields that hold more than one value, what a person compares."""


def _plain(name: str, told: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- any JSON
    value = told.get(name, [] if name == "also" else None)  # logs may be older than it
    if name == "citations" and told.get("written"):
        value = [one for one in value or [] if one["number"] in _extractive(told)]
    return _PLAIN[name](value) if name in _PLAIN and value is not None else value


def _extractive(told: Mapping[str, Any]) -> set[int]:
    """Numbers of citations that are not there only because a language model's sentence cites them."""
    only_written = {number for sentence in told["written"]["sentences"] for number in sentence["citations"]}
    kept = {1, *(number for other in told["alternatives"] for number in other["citations"])}
    return {one["number"] for one in told["citations"]} - (only_written - kept)


def _same(then: Any, now: Any) -> bool:  # noqa: ANN401
    if isinstance(then, float) and isinstance(now, float):
        return abs(then - now) < NEAR
    return bool(then == now)
