"""How fast scoring is, in ratios to a floor measured in the same run."""
