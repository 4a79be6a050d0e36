"""Articles to an archive that can be searched: knows nothing of answers."""
