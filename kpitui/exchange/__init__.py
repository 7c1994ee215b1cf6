"""Files in and out, and reports.

In come files of other programs, cleaned and checked row by row; out go documents that others read:
CSV, TOML, Parquet, Markdown, HTML. What is written is never a formula and never a terminal code.
"""
