"""Jobs: a posting is what the public reads; a submission is what its sender wrote and what becomes of it."""

from jobs.models.answers import answers_of
from jobs.models.comment import SubmissionComment
from jobs.models.posting import ExternalJobSource, JobContact, JobPosting
from jobs.models.submission import JobSubmission

__all__ = ["ExternalJobSource", "JobContact", "JobPosting", "JobSubmission", "SubmissionComment", "answers_of"]
