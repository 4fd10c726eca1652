"""caseapp: every clock that runs in a unit of Swedish social services, and why each date is what it is."""

__version__ = "0.1.0"
