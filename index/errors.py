"""Every error that newscheck raises on purpose.

* NewscheckError
  + UserError             a call, a setting or a file is wrong; the message says how to mend it
    - WrongCall             the words of a command: an argument or an option
    - SettingsError         a settings file, a variable or a flag
    - ArchiveMissing        no archive in that folder
    - ArchiveNotWritable    that place takes no archive
    - ArchiveInUse          another program is writing
    - ArchiveDamaged        the stored articles cannot be read
    - ArchiveFull           the disk refuses to take more
    - NoTemporaryFiles      the disk of temporary files does
    - DatabaseAway          the PostgreSQL server that holds the articles does not answer
    - IndexAway             the Chroma server that holds the vector index does not answer
    - ClusterAway           the Ray cluster that is to embed does not answer
    - IndexNotWritten       articles are stored, and the index over their vectors is not
    - ArchiveTooNew         a later newscheck wrote it
    - EmbedderMismatch      question and passages would come from different models
    - ExportNotWritable     a file that an archive cannot be written to
    - ExportRefused         a file that is no whole export, or one that this archive does not take
    - ModelError            a model's files are absent or not the published ones
    - AuditNotWritten       an answer that is not given, since its line is not in the audit log
    - AuditChanged          a line of the audit log is not as it was written
    - UnknownArticle        no stored article, or several, by that name
    - InvalidArticle        one article cannot be taken; costs that article, never the run
    - FetchRefused          a URL that must not or cannot be fetched
  + CitationError         a quote is not in the article it names
  + WriterFailed          a language model did not answer, or not to the end

`to_dict` gives the one shape that every door shows: {"error": {"kind", "message", "hint"}}.
"""

from __future__ import annotations

import shlex
from pathlib import Path


class NewscheckError(Exception):
    """Catch this to catch them all."""

    hint: str | None = None
    """What to do next, when that is a thing to do."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def to_dict(self) -> dict[str, dict[str, str | None]]:
        """The error as every door shows it."""
        return {"error": {"kind": type(self).__name__, "message": str(self), "hint": self.hint}}


class UserError(NewscheckError):
    """Printed without a traceback by the command line."""


class WrongCall(UserError):
    """A command was given an argument or an option that it does not take."""


class SettingsError(UserError):
    """A settings file, an environment variable or a flag is not valid."""


class ArchiveMissing(UserError):
    """The folder given as an archive holds none."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"No archive at {str(path)!r}.", hint=f"Make one: newscheck --archive {shlex.quote(str(path))} add ARTICLES"
        )


class ArchiveNotWritable(UserError):
    """A file is in the way, it is a network disk, or the folder cannot be made or written."""

    def __init__(self, path: object, *, found: str) -> None:
        super().__init__(
            f"No archive can be kept at {str(path)!r}: {found}.",
            hint="Name a folder of yours on a disk of this machine: newscheck --archive FOLDER add ARTICLES",
        )


class ArchiveInUse(UserError):
    """One archive has one writer at a time."""

    def __init__(self, path: object, *, holder: str) -> None:
        super().__init__(
            f"Archive {str(path)!r} is in use by {holder}.",
            hint="Wait for it to end, then run the same command again. Asking works meanwhile.",
        )


class ArchiveDamaged(UserError):
    """The file that holds the articles cannot be read as one."""

    def __init__(self, path: object, *, found: str) -> None:
        super().__init__(
            f"The archive file {str(path)!r} cannot be read: {found}.",
            hint="Put a backup in its place, or move it away and add the articles again.",
        )


class ArchiveFull(UserError):
    """Nothing is half-written: what was reported as stored is there."""

    def __init__(self, path: object, *, found: str) -> None:
        super().__init__(
            f"No room to write the archive at {str(path)!r}: {found}.",
            hint="Make room and run the same command again; it goes on where it stopped.",
        )


class NoTemporaryFiles(UserError):
    """The model that tells languages is unpacked to a file each time."""

    def __init__(self, folder: str, *, found: str) -> None:
        super().__init__(
            f"No room for a temporary file in {folder!r}: {found}.",
            hint="Make room, name another folder by TMPDIR, or state the language: newscheck add --language en ...",
        )


class DatabaseAway(UserError):
    """What was reported as stored is there when it is back; nothing else is half-written."""

    def __init__(self, place: object, *, found: str) -> None:
        super().__init__(
            f"The database {str(place)!r} does not answer: {found}.",
            hint="Start it, or set database to where it is; then run the same command again.",
        )


class IndexAway(UserError):
    """What is stored is there; the server is wanted for questions."""

    def __init__(self, address: str, *, found: str) -> None:
        super().__init__(
            f"The Chroma server {address!r} does not answer: {found}.",
            hint="Start it: chroma run --path FOLDER --port PORT; then newscheck doctor. Or unset vectors.",
        )


class ClusterAway(UserError):
    """What was embedded before is stored."""

    def __init__(self, address: str, *, found: str) -> None:
        super().__init__(
            f"The Ray cluster {address!r} does not embed: {found}.",
            hint="See that it runs (ray status), and newscheck on all of it; or leave --ray out.",
        )


class IndexNotWritten(UserError):
    """The vector index could not be written; the articles are stored, and questions are answered without it."""

    def __init__(self, path: object, *, found: str) -> None:
        super().__init__(
            f"The articles are stored, but their vector index {str(path)!r} cannot be written: {found}.",
            hint="Questions are answered without it meanwhile. Make room, then run: newscheck doctor",
        )


class EmbedderMismatch(UserError):
    """Question and passages come from different embedders, so a cosine means nothing."""

    def __init__(self, *, built_with: str, asked_with: str) -> None:
        super().__init__(
            f"This archive holds vectors of {built_with}; now set is {asked_with}.",
            hint="Set embedder back, or make all vectors anew: newscheck doctor --embed-again",
        )


class ModelError(UserError):
    """A model's files are absent, unreadable, or not the ones that were published."""


class ArchiveTooNew(UserError):
    """A later newscheck has written it, in tables that this one does not know."""

    def __init__(self, path: object, *, found: str, known: str) -> None:
        super().__init__(
            f"A newer newscheck wrote the archive {str(path)!r} (format {found}; this one reads up to {known}).",
            hint="Upgrade this one: pip install --upgrade newscheck",
        )


class ExportNotWritable(UserError):
    """Another file is in the way, or the disk refuses; nothing is left half-written."""

    def __init__(self, path: Path, *, found: str) -> None:
        super().__init__(
            f"The archive cannot be exported to {str(path)!r}: {found}.",
            hint="Name a file of yours, or one that is not there yet: newscheck export FILE",
        )


class ExportRefused(UserError):
    """Nothing of it was imported that was not whole."""

    def __init__(self, path: Path, *, found: str, hint: str) -> None:
        super().__init__(f"{str(path)!r} cannot be imported: {found}.", hint=hint)


class AuditNotWritten(UserError):
    """Who asks for a log of all that is said is not told what is not in it."""

    def __init__(self, path: Path, *, found: str) -> None:
        super().__init__(
            f"Nothing is answered: the audit log {str(path)!r} cannot be written: {found}.",
            hint="Make room or name another file by --audit; or leave it out, and unset NEWSCHECK_AUDIT.",
        )


class AuditChanged(UserError):
    """Somebody edited, moved or removed a line."""

    def __init__(self, path: Path, *, found: str) -> None:
        super().__init__(
            f"The audit log {str(path)!r} is not as it was written: {found}.",
            hint="What stands before that line is as it was. Compare the rest with a copy.",
        )


class UnknownArticle(UserError):
    """A name that stands for no stored article, or for several."""

    def __init__(self, name: str, *, candidates: int) -> None:
        found = f"{candidates} articles match" if candidates else "No article matches"
        super().__init__(f"{found} {name!r}.", hint="See their names: newscheck list")


class InvalidArticle(UserError):
    """One article cannot be taken; the message is the reason in a few words."""


class FetchRefused(UserError):
    """A URL was not fetched; the message is the reason in a few words."""


class CitationError(NewscheckError):
    """A quote is not, letter by letter, where its citation says."""


class WriterFailed(NewscheckError):
    """A language model did not answer, or not to the end; the message goes on from "The writer": "wrote nothing"."""
