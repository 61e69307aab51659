"""Steps of a record in the back office: a button above the form, one small page that asks, one model method.

A link changes nothing; the page's button does. What the model refuses is said on that page, in its own words.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse


class StepForm(forms.Form):
    """What a step asks; ``perform()`` does it and returns the sentence that says what was done."""

    lead = ""

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.user = record, user

    def perform(self):
        raise NotImplementedError

    def address_after(self):
        """Where to go then; None: back to the record."""
        return


@dataclass(frozen=True)
class Step:
    """``name`` stands in the address; ``permission`` a codename with its app; in ``main_in`` it is what comes next."""

    name: str
    title: str
    form: type[StepForm]
    states: frozenset
    permission: str
    main_in: frozenset = frozenset()

    def is_open_to(self, request, record):
        return record.state in self.states and request.user.has_perm(self.permission)


class StepsMixin:
    """An admin with ``steps``; ``situation(record)`` returns sentences that stand beside the buttons."""

    steps = ()
    change_form_outer_before_template = "admin/networks/_steps.html"

    def situation(self, request, record):
        return []

    def makes_sense(self, step, record):
        """Whether to offer a step that the state allows."""
        return True

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/step/<slug:step>/", view, name=name), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        record = self.get_object(request, unquote(object_id)) if object_id else None
        steps = [
            {"title": step.title, "is_main": record.state in step.main_in, "url": self.step_url(record, step)}
            for step in self.steps
            if record and step.is_open_to(request, record) and self.makes_sense(step, record)
        ]
        shown = {"steps": steps, "situation": self.situation(request, record) if record else []}
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def step_url(self, record, step):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[record.pk, step.name])

    def change_url(self, record):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def step_view(self, request, object_id, step):
        """Ask, then do; somebody without the right gets 403 whether the step could be taken or not."""
        record = self.get_object(request, unquote(object_id))
        found = {known.name: known for known in self.steps}.get(step)
        if found is None or record is None:
            raise Http404
        if not (self.has_view_permission(request, record) and request.user.has_perm(found.permission)):
            raise PermissionDenied
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = found.form(record, request.user, *data)
        if data and form.is_valid() and self._perform(request, found, form):
            return redirect(form.address_after() or self.change_url(record))
        context = {
            **self.admin_site.each_context(request),
            "title": found.title,
            "subtitle": str(record),
            "form": form,
            "step": found,
            "opts": self.opts,
            "original": record,
            "back": self.change_url(record),
        }
        return render(request, "admin/networks/step.html", context)

    def _perform(self, request, step, form):
        try:
            done = form.perform()
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.log_change(request, form.record, [{"changed": {"fields": [step.name]}}])
        messages.success(request, done)
        return True
