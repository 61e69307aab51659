"""What searches lacked: staff add words and phrases, and see what these change before they are saved."""
