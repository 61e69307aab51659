"""What a question means: small words dropped, everyday words said as the portal says them, the pages that answer it."""
