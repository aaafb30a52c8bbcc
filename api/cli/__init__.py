"""Command line arguments → calls of the layers below; results on stdout, everything else on stderr."""

from api.cli.main import main

__all__ = ["main"]
