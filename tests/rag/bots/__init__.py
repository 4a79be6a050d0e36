"""Chat bots, each before a stand-in of its platform."""
