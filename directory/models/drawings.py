"""Which drawing of static/icons.svg stands beside a term: drawn for this project, and never the only way to tell."""

# The code of a term -> the drawing. An occupation goes by its major group.
DRAWINGS = {
    # Topics
    "housing": "house",
    "work": "bag",
    "business": "shop",
    "health": "cross",
    "education": "school",
    "children": "child",
    "language": "bubble",
    "documents": "paper",
    "social-support": "heart",
    "culture-sport": "music",
    "getting-around": "bus",
    "legal-help": "scales",
    "asylum": "shield",
    # Needs
    "no-place-to-sleep": "house",
    "got-a-letter": "letter",
    "learn-lithuanian": "bubble",
    "need-work": "bag",
    "need-doctor": "cross",
    "need-documents": "paper",
    "need-money-or-food": "coins",
    "school-for-child": "school",
    "legal-problem": "scales",
    "feel-unsafe": "shield",
    "meet-people": "people",
    "start-business": "shop",
    # Kinds of events
    "group-consultation": "question",
    "knowledge-of-cultures": "globe",
    "community-ties": "people",
    "training": "school",
    "study-visit": "pin",
    "language-course": "bubble",
    "leisure": "music",
    # Occupations
    "isco-0": "shield",
    "isco-1": "person",
    "isco-2": "school",
    "isco-3": "chart",
    "isco-4": "paper",
    "isco-5": "shop",
    "isco-6": "leaf",
    "isco-7": "wrench",
    "isco-8": "bus",
    "isco-9": "box",
}
MAJOR_GROUP = len("isco-0")


def drawing_of(code):
    """The drawing of a term's code; "" for terms that staff added."""
    return DRAWINGS.get(code) or DRAWINGS.get(code[:MAJOR_GROUP], "")
