from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from content.access.private_pages import private_page
from content.access.rate_limit import may_send
from portal.follow.forms import FollowForm
from portal.follow.models import OWN_LINK, STOP_LINK, Follow, Followed, Follower
from portal.follow.questions import FORMS, address_of, in_words, question_of

# From one sender: a family, or somebody who helps a few others.
LIMIT = "10/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request):
    """Ask to be told of a list with its filters, a place or a record (``?of=``); a letter asks to confirm."""
    if not (kind := request.GET.get("of")):
        return render(request, "follow/choose.html", {"lists": [(of, in_words(Followed(kind=of))) for of in FORMS]})
    question = question_of(kind, request.GET)
    if question is None:
        raise Http404
    followed = Followed(kind=kind, question=question)
    form = FollowForm(request.POST or None, is_allowed=lambda weight: may_send(request, "follow", LIMIT, weight))
    if request.method == "POST" and form.is_valid():
        form.follow(kind, question)
        return redirect("follow:sent")
    context = {"form": form, "words": in_words(followed), "back": address_of(followed)}
    return render(request, "follow/new.html", context)


@require_safe
def sent(request):
    return render(request, "follow/sent.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the first letter: the page asks, its button confirms; what is followed comes after it."""
    try:
        follow = Follow.of_link(token)
    except Follow.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        follow.confirm()
    if follow.confirmed_at:
        return redirect(follow.follower.own_path())
    return render(request, "follow/confirm.html", {"words": in_words(follow.followed)})


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def own(request, token):
    """What a mailbox follows; the buttons end a single one, change how often we write, or say "go on"."""
    try:
        follower = Follower.objects.of_link(token, OWN_LINK)
    except Follower.DoesNotExist:
        return render(request, "follow/ended.html", status=410)
    if request.method == "POST":
        change(follower, request.POST)
        return redirect(follower.own_path())
    follows = follower.follows.filter(confirmed_at__isnull=False).select_related("followed").order_by("pk")
    rows = [(follow.pk, in_words(follow.followed), address_of(follow.followed)) for follow in follows]
    context = {"follower": follower, "rows": rows, "rhythms": Follower.Rhythm.choices, "stop": follower.stop_path()}
    return render(request, "follow/own.html", context)


def change(follower, asked):
    follower.hear()
    if asked.get("rhythm") in Follower.Rhythm.values:
        follower.choose(asked["rhythm"])
    if asked.get("end", "").isdecimal():
        follower.follows.filter(pk=int(asked["end"][:18])).delete()
    if not follower.follows.exists():
        Follower.objects.filter(pk=follower.pk).erase()


# A mail program sends the form without having opened the page (RFC 8058); the link itself is the proof.
@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """End all letters to a mailbox and erase its address; opening the page changes nothing."""
    try:
        follower = Follower.objects.of_link(token, STOP_LINK)
    except Follower.DoesNotExist:
        return render(request, "follow/ended.html")
    if request.method == "POST":
        Follower.objects.filter(pk=follower.pk).erase()
        return render(request, "follow/ended.html")
    return render(request, "follow/stop.html")
