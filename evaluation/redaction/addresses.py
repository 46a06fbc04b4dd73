"""Patterns of links, addresses and numbers, each with its placeholder."""

import re

_GAP = r"[\s\-‐‑‒–—./·()]{0,3}"  # between two digits of a phone number
_EXTENSION = r"(?:[\s,]*(?:extension|ext|x)\.?\s*\d{1,6}\b)?"
_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"
_SPOKEN = (
    r"(?:oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
)
_ASKED_TO_RING = (
    r"\b(?:tel|telephone|phone|mobile|mob|call|ring|whatsapp|fax"
    r"|(?:my|our|their|phone|mobile|contact)\s+number)\b"
    r"(?:\s+(?:me|us|them|is|on|at|no|number)\b){0,3}[.:\s]{0,3}"
)

#: Applied in this order. A replacement may repeat what stands before a number.
ADDRESSES = [
    (re.compile(r"(?:https?://|www\.)\S+", re.I), "[link]"),
    (re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.\w+"), "[e-mail]"),
    (re.compile(r"(?<![\w@])@\w{2,}"), "[handle]"),
    (
        re.compile(rf"(?:\+|\b00)[1-9](?:{_GAP}\d){{7,13}}\b{_EXTENSION}", re.I),
        "[phone]",
    ),
    (
        re.compile(rf"(?<!\w)(?!{_DATE})\(?0(?:{_GAP}\d){{9,10}}\b{_EXTENSION}", re.I),
        "[phone]",
    ),
    (re.compile(r"\b7\d{3}[\s-]?\d{3}[\s-]?\d{3}\b"), "[phone]"),
    (
        re.compile(
            rf"\b(?!zero\W+one\W+two)(?:oh?|zero|nought)(?:{_GAP}{_SPOKEN}){{7,13}}\b",
            re.I,
        ),
        "[phone]",
    ),
    (
        re.compile(rf"(?P<cue>{_ASKED_TO_RING})\d(?:{_GAP}\d){{5,11}}\b", re.I),
        r"\g<cue>[phone]",
    ),
    (
        re.compile(
            r"\b(?i:[A-Z]{1,2}\d[A-Z\d]?\s?\d)(?!st\b|nd\b|rd\b|th\b)(?i:[ABD-HJLNP-UW-Z]{2})\b"
        ),
        "[postcode]",
    ),
    (
        re.compile(r"(?<=\b[TU]RN)\W{0,3}(?:is\s|number\s){0,2}\d{5,8}\b", re.I),
        " [number]",
    ),
]
