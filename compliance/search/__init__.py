"""Full text search over the documents: words, the index, the query language, and hits with their words marked."""
