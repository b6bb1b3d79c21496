"""HTTP, version 1: one module a resource."""
