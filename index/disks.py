"""Which disks an archive can lie on: locks and SQLite's log in shared memory need one of this machine, with room."""

from __future__ import annotations

import errno
import re
from pathlib import Path

from index.errors import ArchiveFull, ArchiveNotWritable

MOUNTS = Path("/proc/self/mountinfo")
"""What is mounted where; Linux alone has it, and elsewhere nothing is known."""

NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs",
           "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph"}  # fmt: skip

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_OCTAL = re.compile(r"\\([0-7]{3})")
"""How a space in a name is written there."""


def network_disk(folder: Path, *, mounts: Path | None = None) -> str | None:
    """The kind of file system that a folder lies on, where that is one of another machine; None for all else.

    Args:
        folder: It need not exist.
        mounts: A file as Linux has it; None takes this machine's.
    """
    try:
        lines = (mounts or MOUNTS).read_text(errors="replace").splitlines()
    except OSError:
        return None
    place = folder.resolve()
    over = [(at, kind) for at, kind in filter(None, map(_mounted, lines)) if at == place or at in place.parents]
    kind = max(reversed(over), key=lambda found: len(found[0].parts))[1] if over else ""
    return kind if kind in NETWORK else None


def no_archive(folder: Path, error: OSError) -> ArchiveFull | ArchiveNotWritable:
    """Why nothing could be written in a folder, as the error that says what to do."""
    kind = ArchiveFull if error.errno in NO_ROOM else ArchiveNotWritable
    return kind(folder, found=(error.strerror or str(error)).lower())


def _mounted(line: str) -> tuple[Path, str] | None:
    """(where, which kind); the later of two at one place lies over the other."""
    stated, dash, rest = line.partition(" - ")
    fields = stated.split(" ")
    if not dash or len(fields) < 5:
        return None
    return Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[4])), rest.split(" ")[0]
