"""The numbers of a head-count sheet: one field for each group, sex and age."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AttendanceTally
from events.registration.attendance import fingerprint
from events.registration.told_apart import told_apart

MOST = 9999


def field_name(cell):
    return "-".join(cell)


class HeadCountForm(forms.Form):
    """Empty: not counted. 0: nobody. Numbers that somebody else saved meanwhile are shown before they are replaced."""

    # The numbers as they were when the sheet was opened.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, event, data=None):
        super().__init__(data)
        self.event = event
        self.stored = event.tallies.cells()
        self.conflicts = {}
        self.fields["seen"].initial = fingerprint(self.stored)
        self.words = told_apart(event.series.project)
        # Numbers counted before the fund wanted other groups or ages stand there as they were counted.
        self.cells = [*self.words.cells, *sorted(self.stored.keys() - {*self.words.cells})]
        for cell in self.cells:
            self.fields[field_name(cell)] = forms.IntegerField(
                min_value=0,
                max_value=MOST,
                required=False,
                initial=self.stored.get(cell),
                label=self.words.cell_name(cell),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def groups(self):
        """The fields as the sheet shows them: (name of the group, [(field, number saved meanwhile)])."""
        for group in dict.fromkeys(cell[0] for cell in self.cells):
            cells = [cell for cell in self.cells if cell[0] == group]
            fields = [(self[field_name(cell)], self.conflicts.get(cell)) for cell in cells]
            yield self.words.group_name(group), fields

    @property
    def total(self):
        return sum(self.stored.values())

    def save(self):
        """Store all numbers. Returns False, and shows them, when others were saved since the sheet was opened."""
        cells = {cell: self.cleaned_data[field_name(cell)] for cell in self.cells}
        if AttendanceTally.objects.store(self.event, cells, self.cleaned_data["seen"]):
            return True
        self._show_conflict(cells)
        return False

    def _show_conflict(self, cells):
        self.stored = self.event.tallies.cells()
        different = [cell for cell in self.cells if cells[cell] != self.stored.get(cell)]
        self.conflicts = {cell: self.stored.get(cell, "–") for cell in different}
        self.data = {**self.data.dict(), "seen": fingerprint(self.stored)}
        self.add_error(
            None,
            _(
                "Somebody saved other numbers since you opened this sheet. Yours are not saved yet. "
                "Compare them: what is saved now stands beside each number. Save again to replace it with yours."
            ),
        )
