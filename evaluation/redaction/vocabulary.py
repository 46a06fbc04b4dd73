"""Words and phrases that are kept, and words beside which a name is likely."""

NAME, SCHOOL, MENTOR = "[name]", "[school]", "[mentor]"

ALLOWED_PHRASES = [
    "White Rose",
    "White Rose Maths",
    "Power Maths",
    "Maths No Problem",
    "Maths Mastery",
    "Mathematics Mastery",
    "Teaching for Mastery",
    "Mastery Specialist",
    "Key Stage",
    "Year Group",
    "Work Group",
    "Maths Hub",
    "Maths Hubs",
    "Third Space",
    "Times Tables Rock Stars",
    "Early Years",
]
ALLOWED_WORDS = set(
    """ask ccf cpd ect ects ecf ecte eal eyfs eyts gcse hei ict itt ks1 ks2 ks3 ks4 la
    llme maths mathematics mastery monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november
    december ncetm ncp numicon ncs nqt ofsted pgce ppa qts rec reception sats scitt
    sen send senco sktm slt stem teams tfm tlr trn tsh ucl urn wgl year years zoom i
    english christmas easter""".split()
)
MONTHS = set("january february march april may june july august".split())
GENERIC_SCHOOL_WORDS = set(
    """school schools primary secondary academy college junior infant infants nursery
    community church of england ce cofe c e rc roman catholic voluntary aided controlled
    high middle and first the""".split()
)
BEFORE_NAME = set(
    "thanks thank to with from mentor pupil by dear hi hello called named".split()
)
CERTAIN_BEFORE_NAME = set("thanks mentor pupil called named dear hi hello by".split())
AFTER_NAME = set(
    "said told showed helped explained led asked gave taught ran suggested says".split()
)
BEFORE_SCHOOL = set("at from in to of near with like".split())
#: Words after a name at the head of a sentence; after the ordinary word they are rare.
AFTER_OWN_NAME = set(
    """also always and agreed ate brought came can could did does from gives got had
    has helps is kept kindly knew knows leads let made makes modelled never really sent
    shows supported thinks took wants was went who would""".split()
)
#: Words after the short name of a school: "the Ropewalk teacher".
AFTER_NICKNAME = set(
    """children class classes colleague colleagues ect ects folk head kids lead leader
    lot mentor people pupil pupils school staff teacher teachers team year""".split()
)
PARTICLES = set("de van der den von la le du da dos del di bin al el ter ten".split())
