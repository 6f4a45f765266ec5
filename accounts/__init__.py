"""Layer 1: who works here, in which role, and what they looked at."""
