"""What the company believes: a model file, checked, and its meaning."""
