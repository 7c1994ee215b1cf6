"""Bare Textual programs: what the framework itself costs, which every figure is held against."""
