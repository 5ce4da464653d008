"""Permissions of this domain. Those over organisations and people are registered by `organisations.rules`."""
