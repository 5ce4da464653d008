"""Composite indices: from indicators of units to scores and ranks at every level, with how far the ranks can be trusted.

The stages are those of the OECD/JRC Handbook on Constructing Composite Indicators (2008, ISBN 978-92-64-04345-9): impute,
treat, normalise, weight, aggregate, then uncertainty and sensitivity."""
