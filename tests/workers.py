"""What the workers do with rows that wait for them, without a broker."""

from recruitment import tasks
from recruitment.models import SignInRequest


def answer_sign_in_requests() -> None:
    for asked in SignInRequest.objects.all():
        tasks.answer_sign_in_request(asked.pk)
