"""Layer 4: a spreadsheet becomes rows, the rows become businesses."""
