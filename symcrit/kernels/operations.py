"""The codes of the compiled machine (`machine`): its operations, and the numbers that it computes with."""

ADD, MULTIPLY, DIVIDE, ROOT, ANGLE, SCALE, CONSTANT = range(7)
VALUES, FLOATS, PAIRS = range(3)
