"""Two hundred comments with the names of a group's own people planted in them.

What stands in braces names somebody or a school, or is a telephone number. "{first}"
and "{last}" stand for a name of a person of the group, "{school}" for the short name
of one of its schools, "{lower}" and "{misspelt}" for a name written in a hurry.
"""

PEOPLE = [
    "Mei Lin",
    "Keziah Osei",
    "Priya Chaudhary",
    "Will Brown",
    "Grace Hill",
    "Zoë Okonkwo",
    "Siobhán O'Dowd",
    "Jo Fern",
    "Tomasz Wójcik",
    "Ama Boateng",
    "Rose Marsh",
    "Yusuf Al-Rashid",
    "Nkechi Eze",
    "Bronwyn Pryce",
    "Hope Baker",
    "Mark Young",
    "Aoife Byrne",
    "Xi Wang",
    "Jean-Luc Moreau",
    "Chiamaka Nwosu",
]
SCHOOLS = [
    "Ropewalk Primary School",
    "Thornhurst Junior School",
    "St Aldhelm's Academy",
]
SHORT_NAMES = ["Ropewalk", "Thornhurst", "Aldhelm's"]
LOWER = ["keziah", "chaudhary", "okonkwo", "bronwyn", "boateng", "chiamaka", "tomasz"]
MISSPELT = ["Kezaih", "Chaudhry", "Okonkwa", "Bronwin", "boatang", "Chiamakka", "Tomas"]
PHONES = [
    "020 7946 0958",
    "(020) 7946 0958",
    "020-7946-0958",
    "+44 7700 900123",
    "+44 (0)20 7946 0958",
    "0044 7700 900 123",
    "07700.900.123",
    "07700900123",
    "01632 960 983 ext 12",
    "+353 1 234 5678",
    "7700 900123",
    "+44-7700-900-123",
    "oh seven seven double oh nine oh oh one two three",
]

FIRST_NAMES = [
    "It was {first} who showed us how to draw the bars.",
    "We all laughed when {first} dropped the Dienes blocks.",
    "I sat next to {first} and learned a lot about ratio.",
    "My best conversation was about fractions, when {first} drew one on a napkin.",
    "What {first} did with the counters was clever.",
    "Since the last session {first} and I have planned every lesson together.",
    "I disagree with how {first} sees fluency in Year 2.",
    "Honestly, {first} carried our table.",
    "Our table was noisy because {first} had so many ideas.",
    "I tried the task that {first} invented and it flopped.",
    "Please let {first} lead the next one as well.",
    "The children loved what {first} sent us.",
    "Not sure that {first} had read the gap task.",
    "Ask {first} for the slides, they are better than ours.",
    "Working beside {first} made me less afraid of bar models.",
    "The visit to {first}'s classroom was the highlight of my year.",
    "Nobody but {first} had tried it in Reception.",
    "{first} was the reason I came back after Christmas.",
    "{first} and I want to try lesson study in the summer.",
    "{first} said that mixed-age classes need another order.",
    "{first}'s pictures of the board helped me most.",
    "The bit where {first} got stuck was useful for all of us.",
]
LAST_NAMES = [
    "The other teacher, {last}, has a Year 5 class like mine.",
    "I think that {last} should share the planning.",
    "We were grouped with {last} and it worked well.",
    "Her colleague {last} left at lunch, which was a pity.",
    "There was a long debate between {last} and the rest of us.",
    "I wrote down everything {last} explained about place value.",
    "The slides of {last} are still on my wall.",
    "Someone called {last} kept interrupting.",
]
SCHOOL_NAMES = [
    "the {school} Y5 teacher had the best example",
    "The {school} teacher next to me never spoke.",
    "People from {school} already do this every day.",
    "I visited {school} and saw it in a real lesson.",
    "We compared books with the {school} lot and laughed.",
    "Our hall is as cold as the one at {school} was.",
]
IN_LOWER_CASE = [
    "i sat with {lower} all day and it was great",
    "thank you {lower}, the number lines were brilliant",
    "my table was me, {lower} and two others",
    "the way {lower} explains regrouping is so clear",
    "it helped that {lower} knew the scheme",
]
WITH_A_MISTAKE = [
    "It was {misspelt} who showed us the hundred square.",
    "Loved hearing from {misspelt} about Year 1.",
    "I planned the gap task together with {misspelt} in the end.",
    "could {misspelt} share those counters with us",
]
NUMBERS = [
    "Ring me on {phone} before the next session please.",
    "My mobile: {phone}. Happy to talk about bar models.",
    "I lost the joining details, can somebody text {phone}?",
]


def _filled(frames: list[str], slot: str, values: list[str], count: int) -> list[str]:
    """So many comments: frames and values in turn, no pair of them twice."""
    return [
        frames[at % len(frames)].replace(
            f"{{{slot}}}", f"{{{values[(at + at // len(frames)) % len(values)]}}}"
        )
        for at in range(count)
    ]


FIRST = [name.split(" ")[0] for name in PEOPLE]
LAST = [name.split(" ")[-1] for name in PEOPLE]
PLANTED = [
    *_filled(FIRST_NAMES, "first", FIRST, 100),
    *_filled(LAST_NAMES, "last", LAST, 40),
    *_filled(SCHOOL_NAMES, "school", SHORT_NAMES, 18),
    *_filled(IN_LOWER_CASE, "lower", LOWER, 16),
    *_filled(WITH_A_MISTAKE, "misspelt", MISSPELT, 14),
    *_filled(NUMBERS, "phone", PHONES, 12),
]
