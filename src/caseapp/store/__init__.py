"""Tables, transactions, projections, migrations and backup. SQLAlchemy and SQL live here only.

The events are the truth; every other table can be rebuilt from them.
"""
