from imports.models.batches import ImportBatch, ImportedRow

__all__ = ["ImportBatch", "ImportedRow"]
