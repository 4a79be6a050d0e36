"""Spans sent to an OpenTelemetry collector: newscheck's own, and those of LangChain where there is a chain or model."""

from __future__ import annotations

from openinference.instrumentation import TraceConfig
from openinference.instrumentation.langchain import LangChainInstrumentor
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter


def begin_tracing(*, in_words: bool, exporter: SpanExporter | None = None) -> TracerProvider:
    """From now on every stage is a span; what is not sent yet is sent when the process ends.

    Args:
        in_words: Whether spans tell what is asked, and what a language model is told and says.
        exporter: None sends them by OTLP over HTTP, as OpenTelemetry's own variables say.
    """
    provider = TracerProvider(resource=Resource.create({"service.name": "newscheck"}))
    provider.add_span_processor(BatchSpanProcessor(exporter or _otlp()))
    trace.set_tracer_provider(provider)
    config = TraceConfig() if in_words else TraceConfig(hide_inputs=True, hide_outputs=True)
    LangChainInstrumentor().instrument(tracer_provider=provider, config=config)
    return provider


def _otlp() -> SpanExporter:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()
