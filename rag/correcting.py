"""What a verifier said of a sentence, where the comparison of its values with the claim's knows better."""

from __future__ import annotations

from rag.compared import Comparison, same_sum
from rag.verifying import NEITHER, Stances


def corrected(stances: Stances, found: Comparison | None) -> Stances:
    """What a verifier said of a sentence, where the values are known to differ or to agree.

    Another value is no support: it refutes where all else of the claim is held. The claim's own value in another form,
    with all else held, is no refutation; in the same form it is left to the verifier, whom it cannot have deceived, but
    for a claim about a time, which the verifier does not reckon.
    A value of another time, or of another owner, says neither, and so does another sum in another currency, which may
    be the same money; the same sum in another currency is another value. The weaker of both sides goes, not to the
    stronger one: two sides of a conflict stay comparable.
    """
    if found is None:
        return stances
    if found.outcome != "agrees":
        return _apart(stances, found)
    if not found.held or (found.told.lower() == found.claimed.lower() and not found.timed):
        return stances
    settled = _exchanged(stances) if stances.refutes > stances.supports else stances
    if (found.working or found.timed) and settled.neither > settled.supports:
        return Stances(supports=settled.neither, refutes=settled.refutes, neither=settled.supports)
    return settled


def _apart(stances: Stances, found: Comparison) -> Stances:
    if found.outcome in {"other_time", "of_another"} or (found.outcome == "unlike" and not same_sum(found)):
        return NEITHER
    if not found.held and stances.supports > stances.refutes:
        return Stances(supports=0.0, refutes=stances.refutes, neither=stances.supports + stances.neither)
    against = max(stances.refutes, stances.supports)
    whole = against + stances.neither
    return Stances(supports=0.0, refutes=against / whole, neither=stances.neither / whole)


def _exchanged(stances: Stances) -> Stances:
    return Stances(supports=stances.refutes, refutes=stances.supports, neither=stances.neither)
