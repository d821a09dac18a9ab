"""The tests of formulas, and the examples that they share."""
