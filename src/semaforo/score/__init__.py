"""Scoring: the run over everyone, the explanation and the counterfactual for one lead."""
