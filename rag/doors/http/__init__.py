"""The HTTP door: `newscheck serve`. Open `app.py` first; only the `serve` command imports fastapi."""
