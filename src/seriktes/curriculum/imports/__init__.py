"""Programmes of study and courses from CSV and XLSX."""
