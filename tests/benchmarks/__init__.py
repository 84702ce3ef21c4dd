"""How fast Kranich is beside others, measured in one run: `python -m tests.benchmarks` prints a table."""
