"""A reader asks, and reads the thread behind his or her private link."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.access.rate_limit import may_send
from content.erasure.traces import erase
from networks.confirmation.by_letter import private_link
from networks.posts.who_helps import helper_for
from portal.asking import letters
from portal.asking.forms import AskForm, PlaceForm, ThreadForm
from portal.asking.models import ReaderQuestion
from portal.asking.offices import office_for
from portal.asking.querysets import KEPT_FOR, mailbox_signer

# Questions, and messages in threads, of one sender.
LIMIT, LIMIT_OF_MESSAGES = "5/h", "20/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Where, then who answers there, then the question. What was typed comes back with every mistake."""
    if request.method == "POST":
        form = AskForm(request.POST, is_allowed=lambda weight: may_send(request, "question", LIMIT, weight))
        if form.is_valid():
            return redirect(form.save().private_path())
        form.shown_again()
        municipality, office = form.cleaned_data.get("municipality"), form.office_now
    else:
        municipality = PlaceForm(request.GET).asked("municipality")
        office = office_for(municipality) if municipality else None
        form = AskForm(initial=_begun(request, municipality, office))
    context = {
        "form": form,
        "office": office,
        "municipality": municipality,
        "helper": helper_for(municipality) if municipality and not office else None,
        "places": PlaceForm(request.GET),
        "page": request.GET.get("page", "")[:300],
    }
    return render(request, "asking/ask.html", context)


def _begun(request, municipality, office):
    """What the form knows before anything is typed."""
    slug = municipality.slug if municipality else ""
    return {"page": request.GET.get("page", "")[:300], "municipality": slug, "office": office.mark if office else ""}


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, token):
    """What was asked and answered, for who has the link: write more, end it, or have it erased at once."""
    question = ReaderQuestion.objects.of_link(token)
    if question is None:
        return unknown(request)
    act = request.POST.get("act", "")
    is_unsure = act == "erase" and "sure" not in request.POST
    if request.method == "POST" and act in {"close", "erase"} and not is_unsure:
        return _end(request, question, act)
    form = ThreadForm(None if is_unsure else request.POST or None, initial={"seen": question.messages.count()})
    if form.is_bound and form.is_valid() and _written(request, question, form):
        return redirect(question.private_path())
    form.look_again(question.messages.count())
    context = {**shown(question), "form": form, "kept_days": KEPT_FOR.days, "is_unsure": is_unsure}
    return render(request, "asking/thread.html", context)


def _end(request, question, act):
    if act == "close":
        question.close()
        return redirect(question.private_path())
    erase(ReaderQuestion.objects.filter(pk=question.pk))
    return redirect("asking:erased")


def _written(request, question, form):
    """Keep the message; False, with the reason on the form, where that cannot be."""
    if form.cleaned_data["seen"] != question.messages.count():
        form.add_error(None, ThreadForm.overtaken)
    elif not may_send(request, "question_message", LIMIT_OF_MESSAGES):
        form.add_error(None, AskForm.flooded)
    else:
        try:
            question.write(form.cleaned_data["text"], is_urgent=form.danger is not None)
        except ValidationError as error:
            form.add_error(None, error)
    if not form.errors:
        letters.tell_offices_of(question)
    return not form.errors


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the letter: the page asks whether notices shall go to the mailbox, its button says yes."""
    question = ReaderQuestion.objects.of_link(token, mailbox_signer)
    if question is None:
        return unknown(request)
    if request.method == "POST":
        question.confirm_email()
    if question.email_confirmed_at:
        return redirect(question.private_path())
    return render(request, "asking/confirm.html", {"question": question, "is_private": True})


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request, rest):
    """Any other address down here: half a link, one with a dot at its end. Its words are told to no log."""
    return unknown(request)


@require_safe
def erased(request):
    """The same for everybody: it knows of no question."""
    return render(request, "asking/erased.html")


def shown(question):
    """What both sides see of a thread."""
    messages = question.messages.select_related("office", "user")
    office = question.offices.going_on().filter(is_above=False).last()
    return {"question": question, "thread": messages, "office": office, "is_private": True}


def unknown(request):
    """An address that is no link of ours, or a question that was erased."""
    return render(request, "asking/unknown.html", {"is_private": True}, status=404)
