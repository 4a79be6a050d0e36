"""What each model has learned from, as its manifest names it: also what the networks that it began with had learned."""

from __future__ import annotations

from train.claims import CAPS
from train.questions import ANSWERED, SQUAD
from train.reader import TOLD

ARTICLES = "news articles"
"""The set that pairs of statement and passage are made of."""

READER_FIRST = ANSWERED

VERIFIER = (*READER_FIRST, *(source for source, cap in CAPS.items() if cap.pairs), ARTICLES)
"""After either stage: the first begins with the encoder of the reader's first and makes pairs of articles; the answers
of the last are of the sets that this encoder had learned already."""

READER = (*VERIFIER, SQUAD, *TOLD)
"""After the last stage, which begins with the verifier's encoder, and reads the statements of its sets."""
