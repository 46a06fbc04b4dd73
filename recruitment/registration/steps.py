"""The steps of the form, in their order, and longer sentences."""

from recruitment.registration.question_types import DONT_KNOW, Step

STEPS = (
    Step("you", "You"),
    Step("school", "Your school"),
    Step("institution", "Your institution"),
    Step("classes", "Your classes"),
    Step("mentor", "Your mentor", skip=DONT_KNOW),
    Step("dates", "The dates", ("years", "The dates, and both years"), True),
    Step("more", "Three minutes more help your lead", is_later=True),
)

OWN_ADDRESS = (
    "This is your own address, and a mentor is somebody else. Write your mentor's, or "
    "press “I don't know yet”."
)
NOT_RESPONSIBLE = (
    "This group is for people who are directly involved in initial teacher training, "
    "with responsibility for maths. You may ask for a place all the same. Please name "
    "the person who is responsible, so that the group's lead knows who may come."
)
