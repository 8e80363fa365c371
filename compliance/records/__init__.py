"""JSON Lines of sources, documents and decisions, in and out. The format is docs/records.md."""
