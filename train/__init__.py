"""How the shipped models were made: data, training, export. Not part of the installed package."""
