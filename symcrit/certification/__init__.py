"""UNTRUSTED search for certificates of critical points: candidate → centre, symmetries, frames, radii.

Nothing here is believed: `symcrit.core` checks the claim from the centre, the frames and the radii alone.
"""
