"""Chat bots: one that answers and remembers, one way to tell it, and an adapter for each platform."""
