"""Ways in: each a few dozen lines over the same Python calls."""
