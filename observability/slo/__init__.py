"""The mathematics of error budgets: numbers and durations, no PromQL, no files."""
