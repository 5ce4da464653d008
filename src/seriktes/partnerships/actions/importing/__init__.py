"""Writing what files tell of partnerships: recognise, compare, write; the history with its own dates."""
