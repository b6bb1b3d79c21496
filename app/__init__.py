"""Hemeroteca: a searchable archive of Spanish news that knows who said what."""

__version__ = "0.1.0"
