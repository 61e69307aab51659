"""Posts that help in municipalities, who fills them and when, and the answer to "who helps me in …?"."""
