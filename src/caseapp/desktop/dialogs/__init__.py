"""Dialogs: short questions beside a view."""
