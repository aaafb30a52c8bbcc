"""Quotations → whether stored articles hold them: found, found elsewhere, altered (what differs), or not found."""
