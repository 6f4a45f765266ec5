"""Layer 4: everything that an anonymous visitor reaches. Reads `Listing` and nothing else."""
