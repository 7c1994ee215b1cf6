"""kpitui keeps the chain mission, priorities, strategies, KPIs honest, and standards
apart from it.
"""
