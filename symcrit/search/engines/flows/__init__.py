"""What looks for proofs that gradient flows converge: floats that follow a flow, tubes that core is asked about."""
