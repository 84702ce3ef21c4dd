"""What stands in for the messengers: real servers that refuse what the real ones refuse."""
