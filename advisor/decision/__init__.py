"""The judgement: what is ruled out, what is needed, what is worth most and how sure that is."""
