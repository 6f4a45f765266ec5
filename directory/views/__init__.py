"""One module per page. Every view reads `Listing` alone, and the reference tables for labels."""
