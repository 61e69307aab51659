"""The pages behind the private link of a letter. Who has the link may act: no sign-in, no cookie, once."""

from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from content.access.private_pages import private_page
from networks.confirmation.forms import CardEdit
from networks.confirmation.models import posts_above
from networks.models import ConfirmationRequest, Post

State = ConfirmationRequest.State


def private_link(view):
    """A page that its address alone opens.

    Nothing here leans on a cookie, so there is none to forge a request with: the form needs no CSRF token, and its
    page no cookie.
    """
    return csrf_exempt(private_page(view))


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The card as readers see it, with "everything is correct" and "change". Opening it changes nothing."""
    letter = ConfirmationRequest.objects.for_token(token)
    if letter is None:
        return unknown(request)
    if request.method == "POST":
        return redirect("networks:confirm", token=token) if letter.confirm() else closed(request, letter)
    if letter.state != State.OPEN:
        return closed(request, letter)
    return render(request, "networks/confirm/card.html", {**page(letter), "token": token})


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, token):
    """Contacts, deputy and leave change at once; name, organisation and municipalities wait for staff."""
    letter = ConfirmationRequest.objects.for_token(token)
    if letter is None:
        return unknown(request)
    if request.method == "POST":
        with transaction.atomic():
            letter.hold()
            if letter.state == State.OPEN:
                edit = CardEdit(letter.post, request.POST)
                if edit.is_valid():
                    letter.save_change(edit)
                    return redirect("networks:confirm", token=token)
    if letter.state != State.OPEN:
        return closed(request, letter)
    edit = edit if request.method == "POST" else CardEdit(letter.post)
    return render(request, "networks/confirm/change.html", {**page(letter), "edit": edit, "token": token})


@private_link
@require_safe
def lost(request, rest):
    """Any other address down here: half a link, one with a dot at its end. Its words are told to no log."""
    return unknown(request)


def page(letter):
    """What each page shows of the card, freshly read: a form that was sent with mistakes has not changed it."""
    return {"letter": letter, "post": Post.objects.published().for_cards().get(pk=letter.post_id), "is_private": True}


def closed(request, letter):
    """Why the link no longer works, and the way on. After the answer it is the receipt."""
    is_receipt = request.method != "POST" and letter.state == State.ANSWERED
    context = {"letter": letter, "above": posts_above(letter.post), "is_receipt": is_receipt, "is_private": True}
    if letter.post.is_published:
        context["post"] = Post.objects.for_cards().get(pk=letter.post_id)
    return render(request, "networks/confirm/closed.html", context, status=200 if is_receipt else 410)


def unknown(request):
    context = {"above": Post.objects.published().for_cards().filter(is_national=True), "is_private": True}
    return render(request, "networks/confirm/closed.html", context, status=404)
