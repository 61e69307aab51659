from simple_history import register as keep_history

from portal.publicity.models import PublicityItem

# A funder's report says what changed after it was frozen, and who changed it.
keep_history(PublicityItem)
