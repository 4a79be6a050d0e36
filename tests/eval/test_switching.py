"""A run without a part of the system: what stands in for it, and that all is as it was afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from eval.records import Case, Dataset, Run
from eval.switching import PARTS, run_without
from index.errors import UserError
from rag.comparing import compare

CLAIM, SENTENCE = "In 2018 the RSM had 16,000 soldiers.", "The RSM had 16,000 soldiers in July 2020."
SET = Dataset(
    name="made", files=(), articles=None,
    cases=(Case(id="a", question="Who?", as_of=date(2020, 2, 15)),),
)  # fmt: skip


def put(dataset: Dataset) -> Run:
    """Tells what the set asks, and what a sentence of another time says."""
    found = compare(CLAIM, SENTENCE)
    return Run(
        name=dataset.name, facts={"as_of": dataset.cases[0].as_of, "found": found and found.outcome}, rows=(), times={}
    )


def test_a_part_that_is_left_out_does_nothing_and_the_run_tells_so() -> None:
    assert run_without([], SET, put).facts == {"as_of": date(2020, 2, 15), "found": "other_time"}
    left_out = run_without(["times", "as-of"], SET, put).facts
    assert left_out["found"] != "other_time"
    assert left_out["as_of"] is None
    assert left_out["without"] == ["times", "as-of"]


def test_afterwards_all_is_as_it_was_even_when_the_run_fails() -> None:
    def fails(_: Dataset) -> Run:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_without(list(PARTS), SET, fails)
    assert run_without([], replace(SET), put).facts["found"] == "other_time"


def test_a_part_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(UserError, match="no part 'luck'") as raised:
        run_without(["luck"], SET, put)
    assert "attribution" in str(raised.value.hint)


@pytest.mark.parametrize("place", [place for part in PARTS.values() for place in part])
def test_each_function_that_is_exchanged_is_one_that_its_module_has(place: str) -> None:
    module, _, name = place.rpartition(".")
    assert callable(getattr(import_module(module), name))
