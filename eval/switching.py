"""A run without one part of the system, to measure what that is worth: for the time of the run, its rules say nothing.

parts        claims that state several things are judged as one
values       values are not compared, and nothing is derived from them
times        values are compared whatever time they are told of
as-of        a case's `as_of` is not heeded: it is asked today
attribution  who says a sentence is not heeded
denials      nor are phrases that deny what the claim says, rumours, and questions that are answered with no
opposites    nor words that say the opposite of one of the claim
conflict     articles that differ by their values or in one place of a sentence are not put beside each other
outdating    a day that was planned is as good as one that is reported
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

from eval.records import Dataset, Run
from index.errors import UserError


def _nothing(*_: object, **__: object) -> None:
    """No comparison, no dispute."""


def _empty(*_: object, **__: object) -> list[object]:
    return []


def _given(place: int) -> Callable[..., object]:
    """What is given there, as it is."""
    return lambda *given: given[place]


PARTS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "parts": {"rag.decomposing.parting.parts_of": lambda *_: [None]},
    "values": {
        "rag.voices.compare": _nothing, "rag.voices.compare_all": _nothing, "rag.answering.asked_part": _nothing,
    },
    "times": {"rag.comparing.relation": lambda *_: "open", "rag.voices.names_a_time": lambda *_: False},
    "as-of": {},
    "attribution": {"rag.voices.heard": lambda *given: (None, given[3]), "rag.voices.passage_heard": _given(3)},
    "denials": {
        "rag.voices.heeded": _given(0), "rag.voices.answered": _given(0), "rag.voices.stated": _given(0),
        "rag.voices.told_in": _given(0), "rag.voices.topic": lambda _: "",
    },
    "opposites": {"rag.comparing.opposite": _nothing},
    "conflict": {"rag.checking.dispute": _nothing, "rag.answering.dissenters": _empty},
    "outdating": {"rag.answering.current": _given(1)},
}  # fmt: skip
"""Part -> function that a module uses -> what stands in for it."""


def run_without(names: Sequence[str], dataset: Dataset, put: Callable[[Dataset], Run]) -> Run:
    """A run in which these parts do nothing, which it tells; cases without `as_of` where that is one of them.

    Args:
        names: Of `PARTS`; none for the system as it is.
        dataset: The cases.
        put: Puts them to the system.

    Raises:
        UserError: a name is none of `PARTS`.
    """
    if unknown := [name for name in names if name not in PARTS]:
        raise UserError(f"There is no part {unknown[0]!r}.", hint=f"Leave out any of {', '.join(PARTS)}.")
    with _exchanged({place: instead for name in names for place, instead in PARTS[name].items()}):
        run = put(_timeless(dataset) if "as-of" in names else dataset)
    return replace(run, facts={**run.facts, "without": list(names)}) if names else run


@contextmanager
def _exchanged(functions: Mapping[str, Callable[..., object]]) -> Iterator[None]:
    """Within, these stand in for what modules use by those names."""
    places = [(import_module(place.rpartition(".")[0]), place.rpartition(".")[2]) for place in functions]
    before = [getattr(module, name) for module, name in places]
    try:
        for (module, name), instead in zip(places, functions.values(), strict=True):
            setattr(module, name, instead)
        yield
    finally:
        for (module, name), own in zip(places, before, strict=True):
            setattr(module, name, own)


def _timeless(dataset: Dataset) -> Dataset:
    return replace(dataset, cases=tuple(replace(case, as_of=None) for case in dataset.cases))
