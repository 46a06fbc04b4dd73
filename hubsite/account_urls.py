"""The allauth pages that Hubsite uses; every other allauth page is left out."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as devices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from hubsite.views import workspaces


def _redirect_to(name: str) -> Callable[..., HttpResponseBase]:
    """Redirect a URL name that allauth reverses but Hubsite does not serve."""
    return login_not_required(RedirectView.as_view(url=reverse_lazy(name)))


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", workspaces.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", _redirect_to("account_login"), name="account_signup"),
    path(
        "password/reset/",
        _redirect_to("account_request_login_code"),
        name="account_reset_password",
    ),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path(
        "login/code/confirm/",
        account.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("devices/", devices.list_usersessions, name="usersessions_list"),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"
    ),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
