"""What a language model does where one is set: it writes answers out, puts follow-ups in full, divides sentences."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rag.calibration import VerdictCalibration
from rag.settings import Settings
from rag.verifying import Verifier

if TYPE_CHECKING:
    from rag.following import Rewriter
    from rag.generating import Generator
    from rag.writing import Writer


class LanguageModel:
    """Opened when it is first needed: without one nothing is imported."""

    def __init__(
        self,
        settings: Settings,
        generator: Generator | None,
        *,
        verifier: Verifier | None,
        verdicts: VerdictCalibration,
    ) -> None:
        self._settings = settings
        self._given = generator
        self._verifier = verifier
        self._verdicts = verdicts

    @cached_property
    def generator(self) -> Generator | None:
        """The given one, or the settings'; None where neither names one."""
        if self._given or self._settings.llm is None:
            return self._given
        from rag.generating import open_generator

        return open_generator(self._settings)

    @cached_property
    def writer(self) -> Writer | None:
        """None without a language model."""
        if self.generator is None:
            return None
        from rag.writing import Writer

        return Writer(self.generator, verifier=self._verifier, calibration=self._verdicts)

    @cached_property
    def rewriter(self) -> Rewriter:
        """Rules, and behind them the language model, where there is one."""
        from rag.following import by_rules
        from rag.rewriting import SHARE, ModelRewriter

        seconds = SHARE * self._settings.llm_seconds
        return ModelRewriter(self.generator, seconds=seconds) if self.generator else by_rules
