"""Imports in the back office, one module for each part of the way."""
