"""`newscheck eval`: measurements on named data sets."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Measure retrieval and answers on data sets.")
