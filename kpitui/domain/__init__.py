"""What a KPI is: records, rules, arithmetic. Imports nothing else of ours."""
