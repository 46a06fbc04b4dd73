"""Import a list on a group's home, as staff do."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hubsite.test_group_home import client_of, home_of
from tests.recruitment.list_files import csv_of

ADA, EVE = "Ada,Brook,ada@example.org", "Eve,Oak,eve@example.org"
HOW = {"listed_as": "interested", "emails": "none"}


def preview(user, group, *lines, content=None, name="lewisham.csv", **how):
    file = SimpleUploadedFile(name, content or csv_of(*(lines or (ADA, EVE))))
    data = {"press": "preview", **HOW, **how, "file": file}
    return client_of(user).post(home_of(group, "import/"), data)


def text_of(page) -> str:
    bare = re.sub(r"<[^>]*>", " ", page.content.decode())
    return " ".join(html.unescape(bare).split())


def confirm(user, group, page):
    data = {"press": "import", "list": page.context["preview"].signed}
    return client_of(user).post(home_of(group, "import/"), data, follow=True)


def said(page) -> list[str]:
    return [str(each) for each in page.context["messages"]]


def let_go(user, group, newest) -> object:
    data = {"press": "let_go", "newest": newest}
    return client_of(user).post(home_of(group, "import/"), data, follow=True)
