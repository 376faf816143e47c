"""Sổ Đoàn: the yearly work of the Đoàn TNCS Hồ Chí Minh as a web application."""
