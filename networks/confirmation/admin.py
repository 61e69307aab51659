"""Back office of the coordinators' own cards: invitation, letters that ask, proposals that wait."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from content.admin.filters import WaitingFilter
from content.admin.records import name_columns
from networks.confirmation.change_log import changes
from networks.models import ChangeProposal, ConfirmationRequest, Post

RECENT = 10
BREAK = mark_safe("<br>")
BEGINS_LATER = _(
    "Somebody begins here later: %(names)s. On that day the card leaves the account of whoever is in the post now; "
    "invite the new person then."
)

ANOTHER_PERSON = _(
    "Both names change. If this is another person, reject the proposal and press “A new person begins” on the page of "
    "the post: the list of terms then keeps who was there before."
)


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=UnfoldAdminEmailInputWidget,
        help_text=_("The coordinator's own mailbox at work. A code for signing in comes to it."),
    )


class NoForm(forms.Form):
    pass


class CardKeepingAdmin:
    """What PostAdmin offers about the coordinator of a post."""

    card_actions = ["ask_now"]
    card_fields = ["account_state", "recent_changes"]

    @action(description=_("Invite the coordinator"), url_path="invite", permissions=["change"])
    def invite(self, request, object_id):
        """First click: this page, filled in. Second click: the letter. Again: the letter goes again."""
        post = get_object_or_404(Post, pk=object_id)
        form = InvitationForm(request.POST or None, initial={"email": post.user.email if post.user else post.mailbox})
        if request.method == "POST" and form.is_valid():
            try:
                user = post.invite(form.cleaned_data["email"])
            except ValidationError as error:
                form.add_error("email", error)
            else:
                messages.success(request, _("An invitation was sent to %(email)s.") % {"email": user.email})
                if coming := post.successors_without_account:
                    messages.warning(request, BEGINS_LATER % {"names": ", ".join(map(str, coming))})
                return redirect("admin:networks_post_change", post.pk)
        text = _("The coordinator gets a letter with a link to sign in, and may keep this card right. Nothing else.")
        return self._ask_first(request, post, form, _("Invite the coordinator"), text)

    @action(description=_("Ask whether the card is correct"), url_path="ask", permissions=["change"])
    def ask_about_this(self, request, object_id):
        """Ask, then send: a link alone writes to nobody."""
        post = get_object_or_404(Post, pk=object_id)
        if request.method == "POST":
            ask(request, [post])
            return redirect("admin:networks_post_change", post.pk)
        text = _("A letter goes to %(email)s. The link of the letter before it stops working.") % {
            "email": post.mailbox or "–"
        }
        return self._ask_first(request, post, NoForm(), _("Ask whether the card is correct"), text)

    @admin.action(description=_("Ask now whether the card is correct"), permissions=["change"])
    def ask_now(self, request, queryset):
        ask(request, queryset)

    def _ask_first(self, request, post, form, title, text):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "text": text,
            "form": form,
            "back": reverse("admin:networks_post_change", args=[post.pk]),
        }
        return render(request, "admin/networks/ask_first.html", context)

    def save_model(self, request, obj, form, change):
        """An account that staff put in by hand counts from today."""
        if "user" in form.changed_data:
            obj.user_since = timezone.localdate() if obj.user_id else None
        super().save_model(request, obj, form, change)

    @admin.display(description=_("confirmation"))
    def account_state(self, post):
        """When it was asked for last, where the letter went, and what came of it."""
        letter = post.confirmation_requests.first() if post.pk else None
        lines = [_("No letter was sent yet.")]
        if letter:
            sent = date_format(timezone.localtime(letter.sent_at), "DATE_FORMAT")
            lines = [f"{sent} → {letter.sent_to}: {letter.get_answer_display() or letter.State(letter.state).label}"]
        if post.pk and not post.mailbox:
            lines.append(_("This card has no e-mail address that works, so nobody can be asked."))
        if post.unconfirmed_since:
            lines.append(f"{_('not confirmed since')}: {date_format(post.unconfirmed_since)}")
        return format_html_join(BREAK, "{}", ((line,) for line in lines))

    @admin.display(description=_("latest changes"))
    def recent_changes(self, post):
        if post.pk is None:
            return "–"
        rows = [
            (date_format(timezone.localtime(change.at), "SHORT_DATETIME_FORMAT"), change.who, change.what)
            for change in changes(post, RECENT)
        ]
        return format_html_join(BREAK, "{} · {} · {}", rows) or "–"


def ask(request, posts):
    """Send a letter about each card that can be asked about; name the others."""
    sent = 0
    for post in posts:
        with transaction.atomic():
            post.hold()
            if post.is_published and not post.is_vacant and post.mailbox:
                ConfirmationRequest.ask(post)
                sent += 1
            else:
                text = _("%(post)s: no letter. The card must be public, filled, and have an e-mail address that works.")
                messages.warning(request, text % {"post": post})
    if sent:
        text = ngettext("%(count)d letter was sent.", "%(count)d letters were sent.", sent)
        messages.success(request, text % {"count": sent})


class ReadOnlyAdmin(ModelAdmin):
    """Rows that the portal writes itself."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AnswerFilter(admin.SimpleListFilter):
    title = _("answer")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("not answered yet")), ("twice", _("two letters not answered"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.waiting()
        return queryset.unanswered_twice() if self.value() == "twice" else queryset


@admin.register(ConfirmationRequest)
class ConfirmationRequestAdmin(ReadOnlyAdmin):
    """Who was asked, who answered, who did not."""

    list_display = ["post", "number", "sent_to", "sent_at", "answer_shown", "answered_at", "escalated_at"]
    list_select_related = ["post"]
    list_filter = [AnswerFilter, "answer"]
    search_fields = ["sent_to", *name_columns("post")]
    date_hierarchy = "sent_at"
    actions = ["ask_again"]
    fields = [
        *("post", "number", "sent_to", "sent_at", "expires_at"),
        *("answer", "answered_at", "replaced_at", "escalated_at"),
    ]

    def has_change_permission(self, request, obj=None):
        return False

    def has_ask_permission(self, request):
        return request.user.has_perm("networks.change_post")

    @admin.display(description=_("answer"))
    def answer_shown(self, letter):
        return letter.get_answer_display() or ("–" if letter.replaced_at else _("not answered yet"))

    @admin.action(description=_("Ask now whether the card is correct"), permissions=["ask"])
    def ask_again(self, request, queryset):
        ask(request, Post.objects.filter(pk__in=queryset.values("post")))


class DecisionForm(forms.ModelForm):
    APPROVE, REJECT = "approve", "reject"
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve: readers see it at once")), (REJECT, _("Reject"))],
        widget=UnfoldAdminRadioSelectWidget,
    )

    class Meta:
        model = ChangeProposal
        fields = ["reason"]
        widgets = {"reason": UnfoldAdminTextareaWidget}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.REJECT and not cleaned.get("reason"):
            self.add_error("reason", _("Write why: the coordinator reads it."))
        if self.instance.state != ChangeProposal.State.PROPOSED:
            raise ValidationError(_("This proposal is decided already."))
        if cleaned.get("decision") == self.APPROVE and self.instance.is_stale:
            raise ValidationError(_("The card has changed since. Reject this proposal and ask for a new one."))
        return cleaned


@admin.register(ChangeProposal)
class ChangeProposalAdmin(ReadOnlyAdmin):
    """What coordinators propose; approved or rejected with a reason, and a letter says so."""

    form = DecisionForm
    list_display = ["post", "created_at", "state", "proposed_by"]
    list_select_related = ["post", "proposer"]
    search_fields = [*name_columns("post"), "proposer__email", "proposer__name", "reply_to"]
    list_filter = [WaitingFilter, "state"]
    readonly_fields = [
        *("post", "created_at", "proposed_by", "changes_shown", "note"),
        *("state", "decided_at", "decided_by"),
    ]

    def get_fields(self, request, obj=None):
        if obj is None or not self.is_open(request, obj):
            return [*self.readonly_fields, "reason"]
        return [*self.readonly_fields[:5], "decision", "reason"]

    def is_open(self, request, obj):
        return obj.state == ChangeProposal.State.PROPOSED and super().has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        """What was decided stays."""
        return super().has_change_permission(request, obj) if obj is None else self.is_open(request, obj)

    def save_model(self, request, obj, form, change):
        """Decide; when somebody was quicker, say so and change nothing."""
        try:
            if form.cleaned_data["decision"] == form.APPROVE:
                obj.apply(request.user)
            else:
                obj.reject(request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    @admin.display(description=_("proposed by"))
    def proposed_by(self, proposal):
        return str(proposal.proposer) if proposal.proposer else f"{_('link in a letter')} ({proposal.reply_to})"

    @admin.display(description=_("proposed"))
    def changes_shown(self, proposal):
        rows = [(capfirst(label), before, after) for label, before, after in proposal.rows]
        shown = format_html_join(BREAK, "<strong>{}</strong>: {} → {}", rows) or "–"
        return format_html("{}{}{}", shown, BREAK, ANOTHER_PERSON) if proposal.may_be_somebody_else else shown
