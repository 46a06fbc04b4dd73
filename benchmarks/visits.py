"""What one person asks for and answers on each of the two sites."""

from itertools import count

from benchmarks.machine import Browser, Page
from benchmarks.sites import Site

QUESTIONS = ("you", "school", "classes", "mentor", "dates")
_numbers = count(1)


class Visit:
    """The addresses of a registration, and the answers that are given."""

    prefix = ""  # of the parts that are measured

    def __init__(self, site: Site) -> None:
        self.site = site
        self.names: dict[int, int] = {}

    def newcomer(self, *, count: bool = False) -> Browser:
        browser = self.site.visitor(count=count)
        self.names[id(browser)] = next(_numbers)
        return browser

    def address_of(self, browser: Browser) -> str:
        return f"oak{self.names[id(browser)]}@example.org"

    def step(self, name: str, group: str = "open") -> str:
        return f"/work-groups/{self.site.data[group]}/register/{name}/"

    @property
    def registered(self) -> str:
        return f"/work-groups/{self.site.data['open']}/registered/"

    def count_emails(self) -> int:
        """Deliver what waits; the most statements that one email takes."""
        return int(self.site.run("-m", "benchmarks.one_email"))

    def answers(self, name: str, browser: Browser) -> dict[str, object]:
        number, school = self.names[id(browser)], self.site.data["school"]
        return {
            "you": {
                "first_name": "Ada",
                "last_name": f"Oak {number}",
                "email": self.address_of(browser),
            },
            "school": {"school_query": f"{school}", "school": f"{school}"},
            "classes": {"year_groups": ["3", "4"], "schemes": ["white_rose"]},
            "mentor": {
                "mentor_name": "Jo Fern",
                "mentor_email": f"fern{number}@example.org",
            },
            "dates": {"years": "both"},
            "check": {},
        }[name]


class BareVisit(Visit):
    prefix = "bare "
    registered = "/registered/open/"

    def step(self, name: str, group: str = "open") -> str:
        return f"/register/{group}/{name}/"

    def count_emails(self) -> int:
        return 0  # nobody asks


def expect(page: Page, status: int, what: str) -> None:
    if page.status != status:
        raise RuntimeError(f"{what}: {page.status} {page.body[:2000]!r}")
