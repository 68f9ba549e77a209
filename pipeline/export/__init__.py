"""What an analyst opens: rows and files made from assessed articles."""
