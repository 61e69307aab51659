"""What readers keep on their phones: the worker, the page of what is kept, the file of a municipality."""
