"""Reads resources/catalogue into domain objects, lays packs on top and checks the whole.

Knows the form of the TOML files and nothing of databases, screens or the user's cases.
"""
