"""Tests that really run."""
