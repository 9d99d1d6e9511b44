"""Raw input only: files and fetched answers as they are, before anything is judged."""
