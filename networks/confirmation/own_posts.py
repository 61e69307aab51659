"""A coordinator's own pages, after signing in: the own cards and nobody else's."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.access.private_pages import private_page
from content.access.proof import is_proved
from networks.confirmation.change_log import changes
from networks.confirmation.forms import CardEdit
from networks.models import Post


def own_page(view):
    """Only for who is signed in and has proved it."""

    @private_page
    @wraps(view)
    def answered(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, reverse("account_request_login_code"))
        if not is_proved(request, request.user):
            return render(request, "networks/own/proof.html", {"is_private": True}, status=403)
        return view(request, *args, **kwargs)

    return answered


@own_page
@require_safe
def my_posts(request):
    """All own cards; with a single one straight to it."""
    posts = list(Post.objects.of(request.user).for_cards())
    if len(posts) == 1:
        return redirect("networks:my_post", pk=posts[0].pk)
    return render(request, "networks/own/list.html", {"posts": posts, "is_private": True})


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def my_post(request, pk):
    """One screen: the card as readers see it, the confirmation, and everything that can be changed."""
    if request.method == "POST":
        with transaction.atomic():
            post = get_object_or_404(Post.objects.of(request.user).select_for_update(of=["self"]), pk=pk)
            edit = CardEdit(post, request.POST)
            if edit.is_valid():
                proposal = edit.save(proposer=request.user, reply_to=request.user.email)
                messages.success(request, _saved(proposal))
                return redirect("networks:my_post", pk=pk)
    else:
        edit = CardEdit(get_object_or_404(Post.objects.of(request.user), pk=pk))
    post = get_object_or_404(Post.objects.of(request.user).for_cards(), pk=pk)
    context = {
        "post": post,
        "edit": edit,
        "proposals": post.proposals.all()[:3],
        "supervised": Post.objects.published().supervised_by(post).for_cards(),
        "is_one_of_several": Post.objects.of(request.user).exclude(pk=pk).exists(),
        "is_private": True,
    }
    return render(request, "networks/own/post.html", context)


def _saved(proposal):
    if proposal is None:
        return _("Saved. Readers see it now.")
    return _("Saved. What needs the consent of staff waits for them; we will write to you.")


@own_page
@require_POST
def confirm_post(request, pk):
    """Everything on the card is correct today."""
    with transaction.atomic():
        post = get_object_or_404(Post.objects.of(request.user).select_for_update(of=["self"]), pk=pk)
        post.confirm_by_login()
    messages.success(request, _("Thank you. Readers see that you checked the card today."))
    return redirect("networks:my_post", pk=pk)


@own_page
@require_safe
def post_changes(request, pk):
    """What was changed on a card and by whom: for its coordinator and for who supervises it."""
    own = Post.objects.of(request.user)
    post = get_object_or_404((own | Post.objects.published().supervised_by(*own)).distinct().for_cards(), pk=pk)
    context = {"post": post, "changes": changes(post), "is_one_of_several": True, "is_private": True}
    return render(request, "networks/own/changes.html", context)
