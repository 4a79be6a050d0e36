"""Settings of asking, on top of those of the index."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from index.settings import IndexSettings


class Settings(IndexSettings):
    """Everything that can be set, in one frozen object."""

    passages: int = Field(default=8, ge=1, le=100)
    """Hits that are found for a question or claim (k). newscheck's own reader reads the best four of them, all where k
    is asked for with a question."""
    threshold: float | None = Field(default=None, ge=0.0, le=1.0)
    """Least confidence of an answer that is given; None takes the calibrated one."""
    models: bool = True
    """False asks without reader, reranker and verifier: by words, names and the embedder alone."""
    reader: str | None = Field(default=None, min_length=1)
    """A question-answering model by name or folder; None takes newscheck's own, where it is installed."""
    reranker: str | None = Field(default=None, min_length=1)
    """A cross-encoder by name or folder; None lets newscheck's own reader reorder, where it is installed."""
    verifier: str | None = Field(default=None, min_length=1)
    """An entailment model by name or folder; None takes newscheck's own, where it is installed."""
    llm: str | None = Field(default=None, min_length=1)
    """A language model that writes the answer out: provider:model, or the address of a server, http://HOST/v1#MODEL;
    None asks none."""
    llm_seconds: float = Field(default=60.0, gt=0, le=3_600)
    """Time that it has for an answer."""
    audit: Path | None = None
    """A file to which every question, claim and text is appended with what was said to it; None keeps no log."""
    log: Literal["off", "text", "json"] | None = None
    """How what happens is told on standard error; None takes json for `newscheck serve`, and off elsewhere."""
    log_questions: bool = False
    """Whether that, and spans, tell the words of what is asked; they do not say who asks."""
    otel: bool = False
    """Whether spans are sent to an OpenTelemetry collector, as its own variables say, OTEL_EXPORTER_OTLP_ENDPOINT and
    so on."""
    page: str | None = None
    """Where people reach the web page of `newscheck serve`: there bots link citations, to the highlighted sentence."""

    @field_validator("page")
    @classmethod
    def _is_address(cls, page: str | None) -> str | None:
        if page is not None and not re.match(r"https?://[^\s/?#]+(?:/[^\s?#]*)?$", page):
            raise PydanticCustomError("address", "It is no address such as https://news.example.org")
        return page
