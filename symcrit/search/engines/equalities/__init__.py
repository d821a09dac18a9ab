"""Equations: identities, angles, roots in roots, branches of inverse functions."""
