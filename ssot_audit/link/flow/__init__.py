"""Object flow: which objects can reach which parameter, attribute or variable."""
