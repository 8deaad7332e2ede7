"""A synthetic month played through the same actions the pages use, on a clock of its own."""
