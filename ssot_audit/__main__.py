"""`python -m ssot_audit`."""

from ssot_audit.cli.app import main

main()
