"""Forty short comments in teachers' voices, each with the themes of its coder."""

BARS, TASK, COVER, PEERS = (
    "bar models",
    "gap task",
    "release and cover",
    "other schools",
)

CODED: list[tuple[str, set[str]]] = [
    ("Bar models finally made sense once we drew them ourselves.", {BARS}),
    ("My Year 4 class now draw bar models before they calculate.", {BARS}),
    ("I would like more on moving from Cuisenaire to bar models.", {BARS}),
    ("The bar model helped my lower attainers to see the question.", {BARS}),
    ("Still unsure when a bar model is the right representation.", {BARS}),
    ("Representations such as bar models are new to our school.", {BARS}),
    ("Drawing bars on squared paper was a simple and good idea.", {BARS}),
    ("Bar models for fractions were the best part of the day.", {BARS}),
    ("Using manipulatives first and then bar models worked well.", {BARS}),
    ("Showing a bar model next to the equation was powerful.", {BARS}),
    ("The gap task was realistic and took one lesson.", {TASK}),
    ("I ran out of time to try the gap task this half term.", {TASK}),
    ("Talking the gap task through with my mentor was useful.", {TASK}),
    ("Our gap task went badly the first time, better the second.", {TASK}),
    ("Please send the gap task out earlier.", {TASK}),
    ("The gap task made me plan small steps with care.", {TASK}),
    ("Doing the gap task with a parallel class kept me going.", {TASK}),
    ("I adapted the gap task for mixed ages.", {TASK}),
    ("A gap task every month is too many.", {TASK}),
    ("My mentor watched the gap task and gave me notes.", {TASK}),
    ("Getting out of school is hard without supply cover.", {COVER}),
    ("My head agreed the release but cover fell through.", {COVER}),
    ("Twilight sessions would avoid the cost of cover.", {COVER}),
    ("Nobody could cover my class so I left early.", {COVER}),
    ("Release time was promised and then taken back.", {COVER}),
    ("Small schools cannot pay for cover four times.", {COVER}),
    ("Cover was arranged late and the children were unsettled.", {COVER}),
    ("Supply cover costs more than our whole maths budget.", {COVER}),
    ("Meeting teachers from other schools was refreshing.", {PEERS}),
    ("Hearing how other schools plan gave me ideas to steal.", {PEERS}),
    ("I liked comparing books with teachers in other schools.", {PEERS}),
    ("Other schools struggle with the same things as us.", {PEERS}),
    ("We set up a chat with two other schools after session one.", {PEERS}),
    ("More time to talk with other schools, please.", {PEERS}),
    ("Other schools near us want to visit our lessons.", {PEERS}),
    ("I shared my gap task with teachers from other schools.", {TASK, PEERS}),
    ("Other schools showed their bar models on the wall.", {BARS, PEERS}),
    ("No cover meant that I could not finish the gap task.", {TASK, COVER}),
    ("Parking was easy.", set()),
    ("The room was rather cold in the morning.", set()),
]
TEXTS = [text for text, _ in CODED]
CODEBOOK = [
    {
        "theme": BARS,
        "description": "drawings of quantities",
        "examples": ["We drew a bar model for every word problem."],
    },
    {
        "theme": TASK,
        "description": "what is tried between sessions",
        "examples": ["I tried the gap task twice."],
    },
    {
        "theme": COVER,
        "description": "getting out of school",
        "examples": ["There was nobody to cover my lessons."],
    },
    {
        "theme": PEERS,
        "description": "learning from colleagues elsewhere",
        "examples": ["It was good to meet colleagues from other schools."],
    },
]
