"""The advice in words, charts and tables, in the language of its reader."""
