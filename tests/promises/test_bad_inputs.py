"""Sixty bad inputs among forty good articles: each has the outcome that the catalogue gives it, and the run goes on."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest

from index.building import Stored, open_builder
from index.loading import Loader
from index.records import Article, Document, Refused
from rag.settings import Settings
from tests.promises import bad_addresses, bad_amounts, bad_disks, bad_places
from tests.promises.bad_amounts import AMOUNTS
from tests.promises.bad_disks import DISKS
from tests.promises.bad_files import FILES, GOOD, Bad
from tests.promises.bad_places import PLACES
from tests.promises.catalogue import Added, Place
from tests.promises.conftest import Figure


@dataclass(slots=True)
class Found:
    """What became of the files in one folder."""

    refused: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)


def outcome_of(case: Bad, found: Found) -> str:
    """What is wrong with it; empty where all is well."""
    wanted = {"indexed": (False, True), "warned": (False, True), "refused": (True, False), "both": (True, True)}
    told = found.warnings if case.outcome == "warned" else found.refused
    if (bool(found.refused), bool(found.documents)) != wanted[case.outcome]:
        return f"not {case.outcome}: {found}"
    if case.refused not in (None, len(found.refused)):
        return f"{len(found.refused)} refused instead of {case.refused}: {found.refused}"
    if case.says and not any(case.says in line for line in told):
        return f"{case.says!r} is not among {told}"
    return "" if case.holds(list(found.documents.values())) else f"holds something else: {found.documents}"


def added(folder: Path, settings: Settings) -> dict[str, Found]:
    """What became of each folder in a folder."""
    found: dict[str, Found] = defaultdict(Found)
    places: dict[str, str] = {}

    def name(origin: str) -> str:
        return origin.removeprefix(f"{folder}/").partition("/")[0]

    def noted(items: Iterable[Article | Refused]) -> Iterator[Article | Refused]:
        for item in items:
            if isinstance(item, Article):
                places[item.key] = item.origin
            yield item

    loader = Loader([str(folder)])
    with open_builder(settings) as builder:
        for result in builder.add(noted(loader)):
            if isinstance(result, Stored):
                here = found[name(places[result.key])]
                here.warnings += result.warnings
                id_ = builder.archive.id_of(result.key) or ""
                here.documents[id_] = builder.archive.find(id_)
            else:
                found[name(result.origin)].refused.append(f"{result.origin}: {result.reason}")
    for origin, reason in loader.passed_over.items():
        found[name(origin)].refused.append(f"{origin}: {reason}")
    return found


@pytest.mark.slow
def test_sixty_bad_inputs_are_named_and_forty_good_articles_are_indexed(
    settings: Settings, tmp_path: Path, figure: Figure
) -> None:
    began = time.monotonic()
    folder = tmp_path / "in"
    cases = {f"{number:03}": case for number, case in enumerate(FILES)}
    for name, case in cases.items():
        for file, content in case.files.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / file).write_bytes(content)
    for file, text in GOOD.items():
        (folder / file).write_text(text)
    found = added(folder, settings)
    good = sum(len(found[file].documents) for file in GOOD)
    wrong = {(case.row, case.name): outcome_of(case, found[name]) for name, case in cases.items()}
    for place in (*PLACES, *AMOUNTS, *DISKS):
        (here := tmp_path / f"row-{place.row}-{place.check.__name__}").mkdir()
        wrong[place.row, place.check.__name__] = place.found(here)
    flawed = {key: why for key, why in wrong.items() if why}
    named = len({row for row, _ in wrong} - {row for row, _ in flawed})
    figure(f"bad inputs: {good} indexed, {named} named, 0 tracebacks, {time.monotonic() - began:.1f} s")
    assert flawed == {}
    assert (good, named) == (40, 60)


ASLEEP: dict[str, object] = {
    "results": lambda *_, **__: [],
    "add_to": lambda *_: Added(code=0, out="", err="", megabytes=0.0),
    "newscheck": lambda *_, **__: CompletedProcess([], 0, "", ""),
    "program": lambda: "true",
    "usual_megabytes": lambda: 0.0,
    "Loader": lambda *_, **__: iter(()),
    "Fetcher": lambda **_: SimpleNamespace(fetch=lambda _: None),
    "Builder": lambda *_, **__: SimpleNamespace(add=lambda _: ()),
    "open_builder": lambda *_, **__: nullcontext(SimpleNamespace(add=lambda _: ())),
    "split": lambda *_, **__: [],
    "time": SimpleNamespace(process_time=lambda: 0.0, monotonic=count(step=1_000).__next__),
}
"""What the checks call, as of a program that takes nothing, refuses nothing and says nothing."""


@pytest.mark.parametrize("place", [*PLACES, *AMOUNTS, *DISKS], ids=lambda place: place.check.__name__)
def test_a_program_that_does_nothing_is_found_out(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, (name, instead) in product((bad_addresses, bad_amounts, bad_disks, bad_places), ASLEEP.items()):
        if name in vars(module):
            monkeypatch.setattr(module, name, instead)
    try:
        wrong = place.found(tmp_path)
    except Exception as error:  # of a check that counts on what is there in a program that works
        wrong = repr(error)
    assert wrong


def test_an_outcome_that_is_not_the_one_of_the_catalogue_is_seen() -> None:
    """What guards the table: each way in which a row can fail is told."""
    document = Document(title="", text="Other.", origin="a")
    refused, indexed = Found(refused=["a: empty"]), Found(documents={"1": document})
    case = FILES[0]
    assert outcome_of(case, refused) == ""
    assert outcome_of(case, indexed).startswith("not refused")
    assert outcome_of(case, Found()).startswith("not refused")
    assert outcome_of(case, Found(refused=["a: something else"])).startswith("'empty' is not among")
    same = next(case for case in FILES if case.name == "NUL bytes")
    assert outcome_of(same, indexed).startswith("holds something else")
    out = next(case for case in FILES if case.refused)
    some = Found(refused=["a: leads out of the archive"], documents={"1": document})
    assert outcome_of(out, some).startswith("1 refused instead of 3")
