"""What the operations of every domain share: problem details, pages, entity tags, checked types, rate limits."""
