"""Layer 0: rules that need no table. Identifiers, workflow, privacy classes, tabular output."""
