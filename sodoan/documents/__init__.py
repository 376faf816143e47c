"""Văn bản: papers, their numbers, attachments. See README.md."""
