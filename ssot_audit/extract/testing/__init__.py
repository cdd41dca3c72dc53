"""What a file says of tests: the second half of its facts, where there are any."""
