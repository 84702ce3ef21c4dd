"""What the bot says, one file per noun: pure functions from the domain to a Content in a language."""
