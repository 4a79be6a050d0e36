"""Whatever is wrong with a container or a document, it is a refusal or an article, and never an error of a library."""

from __future__ import annotations

import gzip
import random

import pytest

from index.cleaning import clean
from index.errors import InvalidArticle
from index.loading import Loader
from index.records import Article
from tests.index import making
from tests.index.making import STORY
from tests.index.test_documents import PAGES

WARC = making.warc({"https://city.example/a": making.page(STORY)})
ITEM = (
    f"<title>T</title><link>https://city.example/x</link><content:encoded>&lt;p&gt;{STORY}&lt;/p&gt;</content:encoded>"
)

SEEDS = {
    "a.pdf": making.pdf(*PAGES, title="Bridge"),
    "a.docx": making.docx(STORY, title="Bridge", author="Jane Doe"),
    "a.epub": making.epub({"one.xhtml": making.page(STORY)}),
    "a.zip": making.zipped({"a.html": making.page(STORY), "b.txt": STORY}),
    "a.warc.gz": WARC,
    "a.warc": gzip.decompress(WARC),
    "a.mbox": making.mbox(making.mail(STORY), making.mail(making.page(STORY), kind="html")),
    "a.eml": making.mail(STORY).encode(),
    "a.xml": making.rss(ITEM).encode(),
}

TIMES = 60


def damaged(content: bytes, chance: random.Random) -> bytes:
    """With bytes changed, put in, taken out or cut off."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 5, 20])):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : at + chance.randrange(1, 50)]
            case 2:
                made[at:at] = chance.randbytes(8)
            case 3:
                made = made[: max(10, at)]
            case 4:
                made[at : at + 4] = chance.choice([b"0000", b"9999", b"\xff\xff\xff\xff", b"\0\0\0\0"])
        made = made or bytearray(b"x")
    return bytes(made)


@pytest.mark.filterwarnings("ignore")  # libraries warn of what they mend
@pytest.mark.parametrize("name", SEEDS)
def test_damage_is_a_refusal_or_an_article(name: str) -> None:
    chance = random.Random(name)
    for _ in range(TIMES):
        for item in Loader([]).given([(name, damaged(SEEDS[name], chance))]):
            if isinstance(item, Article):
                try:
                    document = clean(item)
                except InvalidArticle:
                    continue
                assert list(document.pages) == sorted(document.pages)
                assert all(0 <= page <= len(document.text) for page in document.pages)
