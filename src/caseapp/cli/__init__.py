"""The command line: the same services as the screens, without a screen."""
