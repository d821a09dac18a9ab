"""Many gradient flows: the plan, the store, the executors, and the pictures of what came out."""
