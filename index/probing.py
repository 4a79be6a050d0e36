"""A last check that question and passages come from the same model: sentences embedded then and now."""

from __future__ import annotations

import numpy as np

from index.archive import Archive
from index.embedding import Embedder
from index.errors import EmbedderMismatch

PROBES = (
    "The ministers met in Brussels on Thursday.",
    "Prices rose by 4.5 per cent in a year, the statistics office said.",
    "A storm cut the power of 16,000 homes along the coast.",
)

ALIKE = 0.999
"""Least cosine between a probe's vectors; bfloat16 against float32 is above .9999."""


def check_embedder(archive: Archive, embedder: Embedder) -> None:
    """Raises EmbedderMismatch when the archive's vectors come from another model than the one now set."""
    check_fingerprint(archive, embedder)
    if archive.fingerprint is not None:
        cosines = (archive.probes * embedder.embed_passages(PROBES)).sum(axis=1) if len(archive.probes) else 0.0
        if not np.all(cosines > ALIKE):
            raise _mismatch(archive, embedder)


def check_fingerprint(archive: Archive, embedder: Embedder) -> None:
    """The same by name of the weights alone, which costs no embedding."""
    if archive.fingerprint not in {None, embedder.fingerprint}:
        raise _mismatch(archive, embedder)


def _mismatch(archive: Archive, embedder: Embedder) -> EmbedderMismatch:
    return EmbedderMismatch(built_with=str(archive.fingerprint), asked_with=str(embedder.fingerprint))
