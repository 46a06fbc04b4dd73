"""Accept an invitation and open an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recruitment import links
from recruitment.actions import accounts
from recruitment.choices import LinkPurpose
from recruitment.errors import LinkNotUsable
from recruitment.forms.accounts import AcceptForm


@never_cache
@login_not_required
@links.link_required(LinkPurpose.INVITATION)
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, token: str = "") -> HttpResponse:
    """GET changes nothing; POST opens the account without signing in."""
    if token:
        purpose, page = LinkPurpose.INVITATION, "recruitment:accept_invitation"
        return redirect(links.keep(request, token, purpose=purpose, then=page))
    link = links.kept(request, purpose=LinkPurpose.INVITATION)
    role = link.subject
    if not link.usable or role is None or link.link is None:
        context = {"why": link.why or "unknown"}
        return render(request, "recruitment/invitation_closed.html", context)
    form = AcceptForm(
        request.POST if request.method == "POST" else None, user=role.user
    )
    if form.is_valid():
        try:
            accounts.accept_invitation(link.link, **form.answers(), at=timezone.now())
        except LinkNotUsable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Your account is open. You can sign in now.")
            return redirect("account_login")
    shown = {"form": form, "role": role}
    return render(request, "recruitment/accept_invitation.html", shown)
