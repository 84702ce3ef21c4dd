"""The web server: the web chat, the demo, the webhook, and whether all is well."""
