"""Layer 5: wiring only. Settings, addresses, the admin site, set-up and demo commands."""
