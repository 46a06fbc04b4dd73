"""Two people prove one address at once, on PostgreSQL: only one of them gets it.

A naive control beside them must give it to both: if it does not, they prove nothing.
"""

import threading

import pytest
from django.db import transaction

from recruitment.actions import address_changes, merging
from recruitment.errors import AddressTaken, LinkNotUsable
from recruitment.models import AddressChange, Email, Participant
from tests.drills.test_races import race
from tests.factories import make_hub
from tests.recruitment.address_cases import LATER, NEW, ask, make_ola, make_priya

pytestmark = [
    pytest.mark.drill("postgres"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.friday,
]
ROUNDS = 8
PEOPLE = 6


def people(hub=None):
    names = [f"p{number}@example.org" for number in range(PEOPLE)]
    return [make_priya(hub, email=name) for name in names]


def proving(change):
    return lambda: address_changes.change_address(change, at=LATER)


def asking(person, staff, new_email):
    return lambda: ask(person, staff, new_email)


def with_new_address():
    return Participant.objects.filter(email=NEW).count()


def start_again():
    Email.objects.all().delete()
    Participant.objects.all().delete()


def test_of_many_who_prove_one_address_at_once_one_gets_it():
    ola = make_ola()
    for _ in range(ROUNDS):
        start_again()
        changes = [ask(person, ola) for person in people()]

        results = race([proving(change) for change in changes])

        taken = [result for result in results if isinstance(result, AddressTaken)]
        won = [result for result in results if isinstance(result, Participant)]
        assert (len(won), len(taken), with_new_address()) == (1, PEOPLE - 1, 1)
        told = Email.objects.filter(kind="address_changed")
        assert [email.recipient_id for email in told] == [won[0].pk]
        assert AddressChange.objects.exclude(proved_at=None).count() == 1


def test_a_naive_check_gives_one_address_to_both():
    seen = threading.Barrier(2)
    both = people()[:2]

    def take(person):
        with transaction.atomic():
            is_free = with_new_address() == 0
            seen.wait(10)
            if is_free:
                Participant.objects.filter(pk=person.pk).update(email=NEW)

    race([lambda person=person: take(person) for person in both])

    assert with_new_address() == 2


def test_two_hubs_do_not_wait_for_each_other_and_both_get_it():
    here, there = make_priya(), make_priya(make_hub("Another Hub"))
    changes = [ask(person, make_ola()) for person in (here, there)]

    race([proving(change) for change in changes])

    assert with_new_address() == 2


def test_a_link_that_is_pressed_twice_at_once_tells_the_old_address_once():
    ola = make_ola()
    for _ in range(ROUNDS):
        start_again()
        priya = make_priya()
        change = ask(priya, ola)

        results = race([proving(change)] * 4)

        assert results == [priya] * 4
        assert Email.objects.filter(kind="address_changed").count() == 1
        assert Participant.objects.get().former_emails == ["priya@example.org"]


def test_of_several_who_ask_at_once_one_change_waits():
    ola = make_ola()
    for _ in range(ROUNDS):
        start_again()
        priya = make_priya()
        addresses = [f"new{number}@example.org" for number in range(4)]

        results = race([asking(priya, ola, new) for new in addresses])

        assert all(isinstance(each, AddressChange) for each in results)
        assert AddressChange.objects.count() == 4
        assert AddressChange.objects.waiting().count() == 1


def test_merging_and_proving_at_once_leave_one_whole_result():
    ola = make_ola()
    for _ in range(ROUNDS):
        start_again()
        kept, gone = make_priya(), make_priya(email="home@example.org")
        change = ask(gone, ola)

        def merge(kept=kept, gone=gone):
            return merging.merge_people(kept, gone, by=ola, at=LATER)

        merged, proved = race([merge, proving(change)])

        kept.refresh_from_db()
        gone.refresh_from_db()
        assert gone.merged_into == kept
        if isinstance(proved, LinkNotUsable):
            assert (gone.email, NEW in kept.former_emails) == (
                "home@example.org",
                False,
            )
        else:
            assert (gone.email, NEW in kept.former_emails) == (NEW, True)
        assert merged.kept == kept
        assert not AddressChange.objects.waiting().exists()
