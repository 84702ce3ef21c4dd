"""What is handed out as a file: pure functions from plain data to bytes. Large libraries are imported when used."""
