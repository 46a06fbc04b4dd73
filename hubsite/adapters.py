"""Staff sign-in through allauth: no public sign-up, codes by email, second factor."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest

from workgroups import ciphers

logger = logging.getLogger(__name__)

NOT_SENT = (
    "We could not send the code just now. Wait a minute and ask for another one, or "
    "sign in with your password and your authenticator app."
)


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # accounts are made by invitation

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send allauth's email within the request; log it if the server is down."""
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("%s not sent: %s", template_prefix, type(error).__name__)
            request = self.request
            if request is not None:
                request.code_not_sent = True
                messages.error(request, NOT_SENT)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if getattr(request, "code_not_sent", False):
            return  # otherwise the page would also say "we have sent a code"
        super().add_message(request, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypt authenticator secrets, so a copy of the database holds none."""

    def encrypt(self, text: str) -> str:
        return ciphers.encrypt(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypt(encrypted_text, purpose="mfa")
