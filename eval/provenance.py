"""What a figure needs to be believed: versions, settings, commit and data; and tables for a terminal."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from eval.records import Dataset
from index.settings import IndexSettings

PACKAGES = ("newscheck", "torch", "sentence-transformers", "onnxruntime", "chromadb", "nupunkt", "numpy")


def provenance(dataset: Dataset, settings: IndexSettings) -> dict[str, object]:
    """Everything that a figure depends on besides chance."""
    return {
        "set": dataset.name,
        "cases": len(dataset.cases),
        "data": dataset.digest,
        "commit": _commit(),
        "settings": settings.model_dump(mode="json", exclude={"archive", "cache"}),
        "versions": {name: version(name) for name in PACKAGES},
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }


def told(facts: Mapping[str, object]) -> str:
    """Provenance in one paragraph, as far as it was kept."""
    known = {name: facts.get(name, "not known") for name in ("set", "cases", "data", "commit", "machine")}
    parts = [
        f"{known['set']}: {known['cases']} cases, data {known['data']}, commit {known['commit']}",
        *(_pairs(facts.get(name)) for name in ("settings", "versions")),
        str(known["machine"]),
    ]
    return "; ".join(part for part in parts if part)


def _pairs(value: object) -> str:
    """Names with their values; empty for a run that kept none."""
    return ", ".join(f"{name} {found}" for name, found in value.items()) if isinstance(value, Mapping) else ""


def _commit() -> str:
    """Of the source that runs, "+" for changes that are not committed; "unknown" outside a checkout."""
    git = shutil.which("git")
    here = Path(__file__).parent
    if git is None:
        return "unknown"
    described = subprocess.run(
        [git, "describe", "--always", "--dirty=+", "--abbrev=12"],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
