"""The shape of functions, and inequalities that follow from it."""
