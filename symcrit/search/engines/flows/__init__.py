"""What looks for proofs that gradient flows converge: floats that follow the flow, and tubes that core is asked about."""
