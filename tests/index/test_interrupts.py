"""What was committed is told before an interrupt takes effect."""

from __future__ import annotations

import signal
import threading

import pytest

from index.interrupts import uninterrupted


def test_an_interrupt_takes_effect_at_the_end_of_the_block_and_not_before() -> None:
    told = list[str]()
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        told.append("the end of the block")
    assert told == ["the end of the block"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_which_python_never_interrupts_the_block_runs_as_it_is() -> None:
    told = list[str]()

    def work() -> None:
        with uninterrupted():
            told.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == ["done"]
