"""Accept an invitation and open an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recruitment.actions import accounts
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.errors import LinkNotUsable
from recruitment.forms.accounts import AcceptForm
from recruitment.links import KeptLink


def explain_invitation(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why an invitation does not open an account."""
    context = {"why": link.why or "unknown"}
    return render(request, "recruitment/invitation_closed.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(
    LinkPurpose.INVITATION, related=("user", "hub"), explain=explain_invitation
)
def accept_invitation(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """GET changes nothing; POST opens the account without signing in."""
    role, row = link.subject, link.link
    form = AcceptForm(
        request.POST if request.method == "POST" else None, user=role.user
    )
    if form.is_valid() and row is not None:
        try:
            accounts.accept_invitation(row, **form.answers(), at=timezone.now())
        except LinkNotUsable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Your account is open. You can sign in now.")
            return redirect("account_login")
    shown = {"form": form, "role": role}
    return render(request, "recruitment/accept_invitation.html", shown)
