"""Pages of imports: upload, progress and preview, decisions, undo, workbooks out."""
