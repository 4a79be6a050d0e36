"""The retriever as a LangChain BaseRetriever."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.filters import ALL, Filters
from index.records import Copy, Hit
from index.retrieving import Retriever


class ArchiveRetriever(BaseRetriever):
    """Finds passages of stored articles; each document says where in which article it stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 8
    """Documents at most."""
    filters: Filters = ALL

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 -- LangChain's signature
    ) -> list[LangChainDocument]:
        found = self.retriever.retrieve(query, limit=self.k, filters=self.filters)
        return [_as_langchain(hit) for hit in found.hits]


def _as_langchain(hit: Hit) -> LangChainDocument:
    """`page_content == article text[start:end]`; dates as YYYY-MM-DD, unknown values None."""
    document, passage = hit.document, hit.passage
    return LangChainDocument(
        id=f"{document.id}:{passage.start}-{passage.end}",
        page_content=passage.text,
        metadata={
            "article_id": document.id,
            "title": document.title,
            "source": document.source,
            "author": document.author,
            "language": document.language,
            "url": document.url,
            "published": document.published.isoformat() if document.published else None,
            "start": passage.start,
            "end": passage.end,
            "sha256": document.sha256,
            "score": hit.score,
            "copies": [Copy.of(copy).to_dict() for copy in hit.copies],
        },
    )
