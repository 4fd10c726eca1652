"""`python -m caseapp`."""

from caseapp.cli.main import main

main()
