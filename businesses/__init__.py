"""Layer 2: places, KBLI, categories; owners, businesses, products, photos; verification."""
