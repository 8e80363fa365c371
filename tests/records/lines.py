"""Records as a pipeline would write them: valid by default, a test states only what matters to it."""

import gzip
import io
import json

LEFT_OUT = object()
URL = "https://example.com/"


def source_line(**fields):
    return line(
        {
            "type": "source",
            "id": "s1",
            "url": URL,
            "normalized_url": fields.get("url", URL),
            "domain": "example.com",
            "created_at": "2026-01-01T00:00:00+00:00",
            "updated_at": "2026-01-02T00:00:00+00:00",
        }
        | fields
    )


def document_line(**fields):
    text = fields.get("extracted_text", "User-agent: *")
    return line(
        {
            "type": "document",
            "id": "d1",
            "source_url": URL,
            "document_type": "robots",
            "raw_content": text,
            "extracted_text": text,
            "language": None,
            "metadata": {"newline": "lf"},
            "version": 1,
            "fetched_at": "2026-02-01T00:00:00+00:00",
        }
        | fields
    )


def decision_line(**fields):
    return line(
        {
            "type": "decision",
            "id": "c1",
            "source_url": URL,
            "status": "ALLOWED",
            "compliance_channel": "public_crawl",
            "constraints": [{"type": "attribution"}],
            "confidence": 0.5,
            "review_flag": True,
            "signals": {"robots": {"open": True}},
            "version_info": {"model_version": "judge-1"},
            "created_at": "2026-03-01T00:00:00+00:00",
        }
        | fields
    )


def line(fields):
    kept = {name: value for name, value in fields.items() if value is not LEFT_OUT}
    return json.dumps(kept, ensure_ascii=False).encode()


def stream(*lines, compressed=False):
    data = b"".join(line + b"\n" for line in lines)
    return io.BufferedReader(io.BytesIO(gzip.compress(data) if compressed else data))
