"""Small painted widgets: cards, curves, chips and the chain of cases."""
