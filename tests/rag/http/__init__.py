"""Tests of rag/doors/http, over real sockets."""
