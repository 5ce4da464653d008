"""Addresses of the domain, in one namespace."""

app_name = "curriculum"
urlpatterns: list[object] = []
