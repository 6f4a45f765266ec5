"""Layer 3: NIB, other permits, assistance at the MPP, and who holds a NIB on which day."""
