"""What a user does, a module each. The screen and the command line call the same functions.

Knows the store and the catalogue; knows nothing of Qt or of the terminal.
"""
