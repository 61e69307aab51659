"""What was made public about a project: leaflets, articles, posts, videos, posters; the portal's own leaflets too."""
