"""What somebody who is erased leaves behind elsewhere: old versions, the log of the back office, the queue, words."""
