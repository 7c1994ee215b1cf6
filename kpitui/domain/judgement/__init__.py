"""What may be claimed of a series: changes, how sure they are, what weakens them.

In come the limits and signals of a series of period values; out come claims with their numbers,
which `chart_words` puts into sentences. Every surface takes its verdict from here.
"""
