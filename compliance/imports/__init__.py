"""Imports in the browser: an uploaded file is recognised, checked, previewed, confirmed, and written by the worker."""
