"""Runs on disk: a folder of three files, of which two are the same whenever the same thing is run.

run.json    what the run depends on, and its figures with their intervals
rows.jsonl  one case a line
times.json  when, how long, and how much memory
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.intervals import Figure
from eval.records import Row, Run
from eval.summarising import figures
from index.errors import UserError

FOLDER = Path("runs")
"""Where runs are kept unless --out says otherwise."""
REPORT = "report.html"
"""Where a report is written unless --out says otherwise."""


def make_folder(folder: Path, name: str) -> bool:
    """Make the folder of a run of the set of that name before the work begins.

    Returns:
        Whether it holds an earlier run of that set, which will be replaced.

    Raises:
        UserError: it cannot be made or written to, or holds a run of another set.
    """
    earlier = _set_of(folder)
    if earlier not in (None, name):
        raise UserError(
            f"{str(folder)!r} holds a run of another set, {earlier!r}.", hint="Name another place: --out FOLDER"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    if not os.access(folder, os.W_OK):
        raise _unwritable(folder, PermissionError("read-only"))
    return earlier is not None


def write_run(run: Run, folder: Path) -> None:
    """Write a run, over an earlier one of the same set in the folder, whose report goes.

    Raises:
        UserError: as `make_folder`.
    """
    make_folder(folder, run.name)
    (folder / REPORT).unlink(missing_ok=True)
    found = {name: told.to_dict() for name, told in figures(run).items()}
    _write(folder / "run.json", {"name": run.name, "facts": run.facts, "figures": found})
    lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in run.rows)
    write_text(folder / "rows.jsonl", "".join(lines))
    _write(folder / "times.json", run.times)


def read_run(name: str | Path) -> Run:
    """A run by its folder, or by its name within `runs/`; "last" is the newest there.

    Raises:
        UserError: no run there, or not one that this version reads.
    """
    folder = find_run(name)
    try:
        head = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        with (folder / "rows.jsonl").open(encoding="utf-8") as lines:
            rows = tuple(_row(json.loads(line)) for line in lines)
        times = folder / "times.json"
        told = json.loads(times.read_text(encoding="utf-8")) if times.exists() else {}
        return Run(name=head["name"], facts=head["facts"], rows=rows, times=told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(folder, error) from error


def find_run(name: str | Path) -> Path:
    """The folder of a run; the last one is the newest that can be read."""
    if name == "last" and (runs := [folder for folder in list_runs() if _set_of(folder)]):
        return runs[-1]
    for folder in (Path(name), FOLDER / name):
        if (folder / "run.json").exists():
            return folder
    raise UserError(f"No run at {str(name)!r}.", hint="See them: newscheck eval list")


def list_runs(folder: Path = FOLDER) -> list[Path]:
    """The folders of all runs, oldest first."""
    found = [file.parent for file in folder.glob("*/run.json")]
    return sorted(found, key=lambda run: (run / "run.json").stat().st_mtime_ns)


def read_figures(folder: Path) -> dict[str, Figure]:
    """As they were computed when the run was made.

    Raises:
        UserError: they cannot be read.
    """
    try:
        head = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return {name: Figure(**told) for name, told in head["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(folder, error) from error


def write_text(file: Path, text: str) -> None:
    """Write a file; UserError where that cannot be done."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(file, error) from error


def _set_of(folder: Path) -> str | None:
    """The name of the set of the run in a folder; None where there is none that can be read."""
    try:
        name = json.loads((folder / "run.json").read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(name) if (folder / "rows.jsonl").exists() else None


def _unreadable(folder: Path, error: Exception) -> UserError:
    return UserError(
        f"The run in {str(folder)!r} cannot be read ({type(error).__name__}: {error}).",
        hint="Make it again: newscheck eval run CASES --out FOLDER",
    )


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(f"Cannot write to {str(path)!r}: {error.strerror or error}.", hint="Name another place: --out")


def _row(value: Mapping[str, Any]) -> Row:
    return Row(**{**value, "retrieved": tuple(value["retrieved"])})


def _write(file: Path, value: object) -> None:
    write_text(file, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
