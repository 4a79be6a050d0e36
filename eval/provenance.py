"""What a figure needs to be believed: versions, settings, commit and data; and tables for a terminal."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.records import Dataset
from index.encoders import weight_files
from index.settings import IndexSettings
from rag.models.folders import Role, find_model

PACKAGES = (
    "newscheck", "torch", "transformers", "sentence-transformers", "openvino", "chromadb", "nupunkt", "numpy",
    "langchain-core", "ir-measures",
)  # fmt: skip
MODELS = ("embedder", "reader", "reranker", "verifier")


def provenance(dataset: Dataset, settings: IndexSettings) -> dict[str, object]:
    """Everything that a figure depends on besides chance."""
    return {
        "set": dataset.name,
        "cases": len(dataset.cases),
        "data": dataset.digest,
        "commit": _commit(),
        "settings": _settings(settings),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
        "machine": _machine(),
    }


def named_model(name: str, role: Role) -> str:
    """A model that a setting names, and the first 12 hex digits of SHA-256 over its weights.

    Raises:
        ModelError: no such model.
    """
    digest = hashlib.sha256()
    for file in weight_files(name, find_model(name, role=role).path):
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return f"{_plain(name)} {digest.hexdigest()[:12]}"


def told(facts: Mapping[str, object]) -> str:
    """Provenance in one paragraph, as far as it was kept."""
    known = {name: facts.get(name, "not known") for name in ("set", "cases", "data", "commit", "machine")}
    parts = [
        f"{known['set']}: {known['cases']} case{'' if known['cases'] == 1 else 's'}, data {known['data']}, "
        f"commit {known['commit']}",
        *(_pairs(facts.get(name)) for name in ("settings", "versions")),
        str(known["machine"]),
    ]
    return "; ".join(part for part in parts if part)


def _pairs(value: object) -> str:
    """Names with their values; empty for a run that kept none."""
    return ", ".join(f"{name} {found}" for name, found in value.items()) if isinstance(value, Mapping) else ""


def _settings(settings: IndexSettings) -> dict[str, object]:
    """Without the folders of this machine, so that two machines tell the same."""
    found = settings.model_dump(mode="json", exclude={"archive", "cache"})
    return found | {role: _plain(str(found[role])) for role in MODELS if found.get(role)}


def _plain(name: str) -> str:
    return Path(name).name if Path(name).is_dir() else name


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _machine() -> str:
    """Processor, cores, memory, where the system tells them, and Python."""
    parts = [
        platform.machine(),
        _told_of_processor("model name"),
        "bfloat16" if "_bf16" in _told_of_processor("flags") else "",  # else models compute in float32
        f"{os.cpu_count()} cores",
        _memory(),
        f"Python {platform.python_version()}",
    ]
    return ", ".join(part for part in parts if part)


def _told_of_processor(name: str) -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _memory() -> str:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return ""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


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
