"""What a KPI is: records, rules and arithmetic.

In come numbers, days and words; out come records, judgements and sentences. Nothing here reads a
file, a clock or a terminal, and nothing else of ours is imported.
"""
