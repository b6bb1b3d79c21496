"""Measurements of speed: `make bench`. They print what they find and judge nothing."""
