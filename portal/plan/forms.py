from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from directory.forms import MunicipalityField
from portal.plan.models import PlanTask

ANY = ("", _("I do not say"))


class PlanForm(FilterForm):
    """The five questions; none must be answered, and the answers stand in the address only."""

    q = None
    status = forms.ChoiceField(
        label=_("On what ground do you live here?"), choices=[ANY, *PlanTask.Status.choices], required=False
    )
    family = forms.ChoiceField(label=_("Who came with you?"), choices=[ANY, *PlanTask.Family.choices], required=False)
    address = forms.ChoiceField(label=_("Where do you live?"), choices=[ANY, *PlanTask.Address.choices], required=False)
    work = forms.ChoiceField(label=_("Work"), choices=[ANY, *PlanTask.Work.choices], required=False)
    municipality = MunicipalityField()

    def tasks(self):
        """The tasks for these answers, in the order of their deadlines."""
        answers = {name: self.asked(name) for name in ("status", "family", "address", "work")}
        return PlanTask.objects.fitting(**answers).for_page().in_order()
