"""Faults put into real projects, and how many of them a scan finds."""
