"""Positions of hosts and applications of students from CSV and XLSX."""
