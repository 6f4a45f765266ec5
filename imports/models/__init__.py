from imports.models.batches import ImportBatch, ImportedRow
from imports.models.uploads import SavedMapping, Upload, UploadRow, UploadStep

__all__ = ["ImportBatch", "ImportedRow", "SavedMapping", "Upload", "UploadRow", "UploadStep"]
