"""Ids, keys and orders: secret by default, and from a seed only inside a block."""

from random import Random, SystemRandom

from workgroups import randomness


def drawn():
    rows = list(range(50))
    randomness.shuffle(rows)
    return randomness.new_uuid(), randomness.random_bytes(32), rows


def test_a_seeded_source_gives_the_same_again():
    with randomness.drawn_from(Random(7)):
        first = drawn()
    with randomness.drawn_from(Random(7)):
        again = drawn()
    with randomness.drawn_from(Random(8)):
        other = drawn()

    assert first == again
    assert all(one != two for one, two in zip(first, other, strict=True))
    assert first[0].version == 4
    assert sorted(first[2]) == list(range(50))
    assert first[2] != list(range(50))


def test_outside_a_block_nothing_can_be_foretold():
    before = drawn()
    try:
        with randomness.drawn_from(Random(7)):
            raise ValueError
    except ValueError:
        pass

    assert all(one != two for one, two in zip(before, drawn(), strict=True))
    assert isinstance(randomness._source.get(), SystemRandom)
