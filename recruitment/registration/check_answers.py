"""A registration's answers as "Check your answers" lists them."""

from typing import Any

from django.urls import reverse

from recruitment.registration.asking import matters
from recruitment.registration.question_types import Keep
from recruitment.registration.wizard import Steps
from recruitment.registration.wording import in_words


def answers_of(steps: Steps) -> list[dict[str, Any]]:
    """Each answer that matters: its label, its words and where to change it."""
    answers = steps.answers()
    rows = []
    for step, asked in steps.asked.items():
        url = reverse("recruitment:register_step", args=[steps.work_group.slug, step])
        offered = steps.kept_form(step).offered
        for question in asked:
            if question.keep == Keep.NOWHERE or not matters(question, answers):
                continue
            labels = {each.value: each.label for each in offered[question.key]}
            rows.append(
                {
                    "label": question.label,
                    "value": in_words(question, answers.get(question.key), labels),
                    "change_url": f"{url}?then=check",
                    "missing": question.missing,
                }
            )
    return rows
