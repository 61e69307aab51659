"""Courses of Lithuanian, whoever gives them: what a learner chooses one by."""
