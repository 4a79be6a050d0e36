"""What can be set, once, at the edge: file, then environment, then flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.encoders import BUNDLED
from index.errors import SettingsError
from index.places import Folder, Place

PREFIX = "NEWSCHECK_"
FILE = "newscheck.toml"
ELSEWHERE = {"NEWSCHECK_CONFIG", "NEWSCHECK_DATA", "NEWSCHECK_LLM_KEY"}
"""Variables with our prefix that are not settings."""


class IndexSettings(BaseModel):
    """Settings of adding and finding. Frozen; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    archive: Path = Field(default_factory=lambda: user_data_path("newscheck") / "archive")
    """Folder of the archive; with `database`, of what is derived from it on this machine."""
    database: str | None = Field(default=None, pattern=r"^postgres(ql)?://")
    """A PostgreSQL database that holds the articles instead of the folder: postgresql://USER@HOST/NAME."""
    vectors: str | None = Field(default=None, pattern=r"^https?://[^/?#]+/?$")
    """A Chroma server that holds the vector index instead of the folder: http://HOST:PORT."""
    cache: Path = Field(default_factory=lambda: user_cache_path("newscheck"))
    """Folder for what can be made again, such as exported models."""
    embedder: str = Field(default=BUNDLED, min_length=1)
    """A sentence-transformers model by name or folder; "letters" is a toy for tests."""
    passage_tokens: int = Field(default=200, ge=32, le=512)
    """Tokens of a passage at most, its title line included; for new archives."""
    max_bytes: int = Field(default=100_000_000, ge=1_000)
    """Of one file, also after decompression."""
    index_from: int = Field(default=3_000_000, ge=0)
    """Passages from which the Chroma index is kept and used; below, every vector is compared: that takes less time than
    ranking by words, beside which it is done, and nothing has to be made, checked and loaded. A server with a million
    passages and many clients has a third less work with 0 (docs/MEASUREMENTS.md)."""

    @property
    def place(self) -> Place:
        """Where the archive is."""
        if self.database is None:
            return Folder(self.archive)
        from index.remote import Remote

        return Remote(address=self.database, folder=self.archive)

    @property
    def least_indexed(self) -> int:
        """Passages from which the Chroma index is kept and used: a server that is set always is."""
        return 0 if self.vectors else self.index_from

    def at(self, folder: Path) -> Self:
        """The same for an archive that is all in one folder, whatever else is set."""
        return self.model_copy(update={"archive": folder, "database": None, "vectors": None})

    @classmethod
    def load(cls, *, file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Self:
        """From `newscheck.toml` (here, or where NEWSCHECK_CONFIG says), NEWSCHECK_* and flags; later wins.

        Raises:
            SettingsError: an unknown name or a value out of bounds, and where it was set.
        """
        values = {**_from_file(file), **_from_environment()}
        values.update({name: value for name, value in (flags or {}).items() if value is not None})
        try:
            return cls(**values)
        except ValidationError as error:
            raise _as_ours(error, cls) from error


def _from_file(file: Path | None) -> dict[str, Any]:
    path = file or Path(os.environ.get("NEWSCHECK_CONFIG", FILE))
    if not path.exists():
        if file or "NEWSCHECK_CONFIG" in os.environ:
            raise SettingsError(f"No settings file {str(path)!r}.")
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{str(path)!r} is not a settings file: {error}") from error


def _from_environment() -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name not in ELSEWHERE
    }


def _as_ours(error: ValidationError, settings: type[IndexSettings]) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return SettingsError(
            f"There is no setting {name!r} (in {FILE}, or as {PREFIX}{name.upper()}).",
            hint=f"Settings: {', '.join(settings.model_fields)}",
        )
    return SettingsError(f"Setting {name!r} is {first['input']!r}: {first['msg'][0].lower()}{first['msg'][1:]}.")
