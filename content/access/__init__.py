"""Who may read and send what: drafts, private pages, how much one sender may send."""
