"""A small set of cases with its articles."""

from __future__ import annotations

import json
from pathlib import Path

CITIES = {"Oslo": 12, "Lima": 340, "Cairo": 77, "Quito": 58, "Hanoi": 91, "Accra": 640}


def make_set(folder: Path) -> Path:
    """One article per city; a question for each, one without an answer, and a claim."""
    (folder / "articles").mkdir(parents=True)
    for city in CITIES:
        (folder / "articles" / f"{city}.md").write_text(
            f"---\ntitle: A bridge for {city}\ndate: 2021-05-0{len(city) - 2}\n---\n\n{sentence(city)}\n\n"
            f"The mayor opened it on Monday. Many people came to see it.\n"
        )
    cases = [
        {
            "id": city.lower(), "kind": "numeric", "question": f"How many metres long is the bridge in {city}?",
            "answers": [str(metres)], "evidence": [{"article": f"{city}.md", "quote": sentence(city)}],
        }
        for city, metres in CITIES.items()
    ]  # fmt: skip
    cases.append({"id": "lisbon", "kind": "unanswerable", "question": "Who designed the opera?", "answers": []})
    claim = {"id": "claim", "claim": "The bridge in Oslo is long.", "label": "not_enough_evidence"}
    (folder / "cases.jsonl").write_text("".join(f"{json.dumps(case)}\n" for case in cases))
    (folder / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    return folder


def sentence(city: str) -> str:
    """What the article of a city says about its bridge."""
    return f"The new bridge in {city} is {CITIES[city]} metres long."
