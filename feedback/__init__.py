"""Reports of mistakes, and searches that found nothing."""
