"""Patterns of links, addresses and numbers, each with its placeholder."""

import re

ADDRESSES = [
    (re.compile(r"(?:https?://|www\.)\S+", re.I), "[link]"),
    (re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.\w+"), "[e-mail]"),
    (re.compile(r"(?<![\w@])@\w{2,}"), "[handle]"),
    (re.compile(r"(?:\+44[\s(]*0?[)\s]*|\b0)\d(?:[\s-]?\d){8,9}\b"), "[phone]"),
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
