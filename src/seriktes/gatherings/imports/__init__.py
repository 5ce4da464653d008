"""Exhibitors of an event from CSV and XLSX."""
