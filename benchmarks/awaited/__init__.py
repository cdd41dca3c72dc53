"""What 603 says of generated tests, against what pytest really runs of them."""
