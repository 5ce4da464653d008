"""Students to positions: stable, or as many as possible; verified, explained and replayed.

Methods, sources and limits: docs/methods/assignment.md.
"""
