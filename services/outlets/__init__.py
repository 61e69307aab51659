"""Services told outside their page: open data (HSDS), search engines, texts to pass on."""
