"""The formulas, one module a subject; a formula module knows nothing but units and distributions."""
