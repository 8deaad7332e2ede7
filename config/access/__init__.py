"""Who may come where, proven: the matrix of every address × post × object."""
