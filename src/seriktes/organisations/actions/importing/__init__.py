"""Writing imported records into the register: recognise, compare, write in bulk, one chunk at a time."""
