from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from content.access.private_pages import private_page
from content.letters.models import StoppedLetters
from content.letters.stopping import KINDS, change, stop_of_link


# A mail program sends the form without having opened the page; the link itself is the proof.
@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request, token):
    """Stop letters of one kind by one button, or have them again; opening the page changes nothing."""
    found = stop_of_link(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        change(*found, is_stopped=request.POST.get("again") != "1")
    kind, mark = found
    is_stopped = StoppedLetters.objects.filter(kind=kind, mark=mark).exists()
    return render(request, "content/stop_letters.html", {"about": KINDS[kind], "is_stopped": is_stopped})
