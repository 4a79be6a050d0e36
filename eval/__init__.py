"""How good, how sure, and whether it got worse. Start here: `run`, `compare`, `gate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.cases import load_cases
    from eval.comparing import compare, gate
    from eval.keeping import read_run, write_run
    from eval.running import run
    from eval.summarising import figures

_HOMES = {
    "compare": "eval.comparing",
    "figures": "eval.summarising",
    "gate": "eval.comparing",
    "load_cases": "eval.cases",
    "read_run": "eval.keeping",
    "run": "eval.running",
    "write_run": "eval.keeping",
}

__all__ = ["compare", "figures", "gate", "load_cases", "read_run", "run", "write_run"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- PEP 562; keeps `import eval` free of libraries
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
