"""Jobs: a posting is what the public reads; a submission is what its sender wrote and what becomes of it."""

from jobs.postings.models import ExternalJobSource, JobContact, JobPosting
from jobs.submissions.answers import answers_of
from jobs.submissions.comments import SubmissionComment
from jobs.submissions.models import JobSubmission

__all__ = ["ExternalJobSource", "JobContact", "JobPosting", "JobSubmission", "SubmissionComment", "answers_of"]
