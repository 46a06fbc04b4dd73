"""The questions above a list of the admin, as its page says them."""

import re
from html import unescape

from django.contrib.admin import site
from django.test import Client
from django.urls import reverse


def questions_on(page) -> list[tuple[str, int]]:
    """The words and the number of each question, in order."""
    found = re.findall(r"<li[^>]*>(.*?)</li>", _questions(page), re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]
    pairs = [each.rpartition(" ") for each in said if each != "All"]
    return [(unescape(words), int(number)) for words, _, number in pairs]


def links_on(page) -> list[tuple[int, str]]:
    """The number and the address of each question that has rows."""
    found = re.findall(r'href="([^"]*)"\s+data-count="(\d+)"', _questions(page))
    return [(int(number), unescape(url)) for url, number in found]


def current_on(page) -> list[str]:
    found = re.findall(r'aria-current="true">(.*?)</a>', _questions(page), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def _questions(page) -> str:
    text = page.content.decode()
    return text.partition('<nav class="questions"')[2].partition("</nav>")[0]


def total_on(page) -> int:
    (total,) = re.findall(r'data-total="(\d+)"', page.content.decode())
    return int(total)


def open_lists(client: Client) -> dict[str, object]:
    """Every list of the admin that the account may open, by its name."""
    found = {}
    for model in site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page = client.get(reverse(f"admin:{name}_changelist"))
        if page.status_code == 200:
            found[name] = page
    return found


def wrong_counts(client: Client, pages) -> list[str]:
    links = [link for page in pages for link in links_on(page)]
    found = [(number, url, total_on(client.get(url))) for number, url in links]
    return [f"{n} opens {total}: {url}" for n, url, total in found if n != total]
