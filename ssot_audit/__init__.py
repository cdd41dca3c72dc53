"""Audit single sources of truth and interface contracts of Python code."""

__version__ = "0.1.0"
