"""What staff do with a post without technique: a person begins, a term ends, a leave, and what to look at then."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from networks.models import Post, Tenure
from networks.posts.forms import BeginTermForm, EndTermForm, LeaveForm


class TenureInline(TabularInline):
    """Who held the post and when, to read: terms begin and end with the buttons above, history is not rewritten."""

    model = Tenure
    extra = 0
    tab = True
    fields = ["person", "start_date", "end_date"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class TermActions:
    """Buttons on the page of a post; each opens a form, and only sending it changes something."""

    actions_detail = ["begin_term", "end_term", "leave"]

    @action(description=_("A new person begins"), url_path="begin-term", permissions=["change"])
    def begin_term(self, request, object_id):
        after = _("Check the phone numbers and e-mail addresses: they may be those of the person before.")
        return self.ask(request, object_id, BeginTermForm, _("A new person begins"), after)

    @action(description=_("The term ends"), url_path="end-term", permissions=["change"])
    def end_term(self, request, object_id):
        after = _("Phone numbers and e-mail addresses of a vacant post are not shown, except shared mailboxes.")
        return self.ask(request, object_id, EndTermForm, _("The term ends"), after)

    @action(description=_("Leave and deputy"), url_path="leave", permissions=["change"])
    def leave(self, request, object_id):
        return self.ask(request, object_id, LeaveForm, _("Leave and deputy"))

    def ask(self, request, object_id, form_class, title, after=""):
        """Show a form for the post, or do what was sent and say what to look at."""
        post = get_object_or_404(Post, pk=object_id)
        form = form_class(post, request.POST if request.method == "POST" else None)
        page = reverse("admin:networks_post_change", args=[post.pk])
        if form.is_valid() and form.save():
            messages.success(request, _("Saved."))
            for text in [after, *form.doubts(), *doubts(post)]:
                if text:
                    messages.warning(request, text)
            return redirect(page)
        context = {**self.admin_site.each_context(request), "title": title, "post": post, "form": form, "back": page}
        return render(request, "admin/networks/post_form.html", context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for text in doubts(form.instance):
            messages.warning(request, text)


def doubts(post):
    """What is allowed and still may be a mistake, in sentences for staff."""
    if len(post.people) > 1:
        names = ", ".join(map(str, post.people))
        yield _("This post is shared now by: %(names)s. Readers see all of them.") % {"names": names}
    if post.deputy and not post.deputy.is_published:
        yield _("The deputy's post is not public: readers will not be sent there.")
    elif post.deputy and post.deputy.is_vacant:
        yield _("The deputy's post is vacant: readers will be sent further.")
    elif post.deputy and post.deputy.is_on_leave:
        yield _("The deputy is on leave too: readers will be sent further.")
    elif post.deputy and not post.deputy.has_working_contact:
        yield _("The deputy has no number or address that works: readers will be sent further.")
