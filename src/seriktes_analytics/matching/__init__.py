"""Who can help with a need told in plain words, in Kazakh, Russian or English, and why.

`Engine` keeps evidence of expertise and answers questions; `docs/methods/matching.md` tells the method.
"""
