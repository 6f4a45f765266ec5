"""Layer 4: numbers with their definition and their date. No models."""
