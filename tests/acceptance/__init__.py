"""The real process, talked to over a stand-in for Telegram."""
