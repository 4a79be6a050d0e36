"""How good, how sure, and whether it got worse."""
