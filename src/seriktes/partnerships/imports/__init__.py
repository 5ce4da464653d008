from seriktes.partnerships.imports import kinds  # noqa: F401  registers the kinds of import
