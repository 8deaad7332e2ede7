"""The synthetic county: the real tree of offices, made-up schools and made-up staff."""
