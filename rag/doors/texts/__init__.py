"""`newscheck check --file`: a text read, checked and shown back, each sentence with what the articles say to it."""
