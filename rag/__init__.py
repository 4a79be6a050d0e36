"""Answers and verdicts from an archive, with checked citations. Start here: `FactChecker`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.checker import FactChecker
    from rag.records import Alternative, Answer, Citation, SubClaim, Verdict, Witness, Written, WrittenSentence
    from rag.settings import Settings
    from rag.texts import CheckedSentence, CheckedText

_HOMES = {
    "Alternative": "rag.records",
    "Answer": "rag.records",
    "CheckedSentence": "rag.texts",
    "CheckedText": "rag.texts",
    "Citation": "rag.records",
    "FactChecker": "rag.checker",
    "Settings": "rag.settings",
    "SubClaim": "rag.records",
    "Verdict": "rag.records",
    "Witness": "rag.records",
    "Written": "rag.records",
    "WrittenSentence": "rag.records",
}

__all__ = [
    "Alternative", "Answer", "CheckedSentence", "CheckedText", "Citation", "FactChecker", "Settings", "SubClaim",
    "Verdict", "Witness", "Written", "WrittenSentence",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- PEP 562; keeps `import rag` free of libraries
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
