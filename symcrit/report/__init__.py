"""Renderers: they show verdicts and decide nothing."""
