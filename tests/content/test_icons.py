"""Drawings beside words: none where nobody drew one, that of the major group for an occupation."""

import pytest

from content.templatetags.icons import icon
from directory.models.drawings import drawing_of


@pytest.mark.parametrize(
    ("code", "drawing"),
    [("need-doctor", "cross"), ("isco-9112", "box"), ("isco-9", "box"), ("added-by-staff", ""), ("", "")],
)
def test_drawing_of_a_term(code, drawing):
    assert drawing_of(code) == drawing


def test_no_drawing_is_no_markup():
    assert icon("") == ""
    assert icon("cross").startswith('<svg class="icon" aria-hidden="true"><use href="')
