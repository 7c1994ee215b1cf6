"""Widgets that carry the weight of the screens."""
