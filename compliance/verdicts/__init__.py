"""What the verdicts say: about the machine (how often people overrode it) and about the work (who decided what)."""
