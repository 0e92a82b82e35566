"""Speed as ratios within one run; never part of the suite. `python -m tests.benchmarks.callbacks`, `… .first_load`."""
