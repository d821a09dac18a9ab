"""Tests of what single papers need."""
