"""Rendering of papers: .docx from Word templates, long tables as XML, .xlsx. No Django, no ORM."""
