"""Writing imported evidence: recognise, compare, link authors, write in bulk, one chunk at a time."""
