"""Messages to the worker, and the block in which none is sent."""

import pytest

from workgroups import jobs


@pytest.mark.django_db
def test_nothing_is_enqueued_inside_the_block(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as sent:
        jobs.enqueue("recruitment.tasks.deliver_email", 1)
    with django_capture_on_commit_callbacks() as held_back, jobs.without_messages():
        jobs.enqueue("recruitment.tasks.deliver_email", 2)
    with django_capture_on_commit_callbacks() as sent_again:
        jobs.enqueue("recruitment.tasks.deliver_email", 3)

    assert (len(sent), len(held_back), len(sent_again)) == (1, 0, 1)
