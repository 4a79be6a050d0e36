"""Version and licence of each installed package: `python -m tests.promises.licences`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, distributions


def rows() -> Iterator[tuple[str, str, str]]:
    """(name, version, licence) by name; of those that state none "not stated"."""
    for found in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        yield found.metadata["Name"], found.version, _licence(found)


def _licence(found: Distribution) -> str:
    classifiers = found.metadata.get_all("Classifier") or []
    stated = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    expression, whole = ((found.metadata.get_all(field) or [""])[0] for field in ("License-Expression", "License"))
    return expression or ", ".join(stated) or whole.partition("\n")[0][:60] or "not stated"


if __name__ == "__main__":
    for row in rows():
        print("  ".join(row))
