"""What pytest really collects, beside what we say that it collects."""
