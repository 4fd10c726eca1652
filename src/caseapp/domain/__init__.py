"""What is true: events, cases, the calendar, rules, deadlines, measures and pseudonyms.

Pure Python. Nothing here reads a file, a clock or a database, and nothing here knows Qt or SQL.
"""
