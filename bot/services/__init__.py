"""One coroutine per use case, each within one transaction."""
