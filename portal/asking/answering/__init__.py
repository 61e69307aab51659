"""Who answers: the page behind the link of a letter, the steps of staff, and an answer that goes into the guide."""
