"""Object flow: which class instances can reach which parameter, attribute or variable."""
