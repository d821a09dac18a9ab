"""Functions of one symbol and of few: boxes, ladders to infinity, comparisons, changes of variable."""
