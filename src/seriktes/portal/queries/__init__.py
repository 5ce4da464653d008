from seriktes.portal.queries.navigation import frame

__all__ = ["frame"]
