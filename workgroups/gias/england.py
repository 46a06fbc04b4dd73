"""Facts about England's local authorities that the published lists leave out."""

#: Codes of abolished authorities, which closed schools still carry.
NO_LONGER_USED = frozenset(
    {
        "820",  # Bedfordshire, until 2009
        "835",  # Dorset as it was until 2019
        "836",  # Poole, until 2019
        "837",  # Bournemouth, until 2019
        "875",  # Cheshire, until 2009
        "909",  # Cumbria, until 2023
        "928",  # Northamptonshire, until 2021
    }
)

_LONDON = """
201 City of London; 202 Camden; 203 Greenwich; 204 Hackney;
205 Hammersmith and Fulham; 206 Islington; 207 Kensington and Chelsea; 208 Lambeth;
209 Lewisham; 210 Southwark; 211 Tower Hamlets; 212 Wandsworth; 213 Westminster;
301 Barking and Dagenham; 302 Barnet; 303 Bexley; 304 Brent; 305 Bromley;
306 Croydon; 307 Ealing; 308 Enfield; 309 Haringey; 310 Harrow; 311 Havering;
312 Hillingdon; 313 Hounslow; 314 Kingston upon Thames; 315 Merton; 316 Newham;
317 Redbridge; 318 Richmond upon Thames; 319 Sutton; 320 Waltham Forest
"""

# Districts at London's edge do not run schools; their county does.
_AROUND_LONDON = {
    ("825", "Buckinghamshire"): ["Chiltern", "South Bucks"],
    ("868", "Windsor and Maidenhead"): ["Windsor and Maidenhead"],
    ("871", "Slough"): ["Slough"],
    ("881", "Essex"): ["Brentwood", "Epping Forest"],
    ("883", "Thurrock"): ["Thurrock"],
    ("886", "Kent"): ["Dartford", "Sevenoaks"],
    ("919", "Hertfordshire"): [
        *("Broxbourne", "Hertsmere", "Three Rivers", "Watford", "Welwyn Hatfield"),
    ],
    ("936", "Surrey"): [
        *("Elmbridge", "Epsom and Ewell", "Mole Valley", "Reigate and Banstead"),
        *("Runnymede", "Spelthorne", "Tandridge"),
    ],
}


def _authorities_by_place() -> dict[str, tuple[str, str]]:
    found = {}
    for entry in _LONDON.replace("\n", " ").split(";"):
        code, _, name = entry.strip().partition(" ")
        found[name.casefold()] = (code, name)
    for authority, districts in _AROUND_LONDON.items():
        for district in districts:
            found[district.casefold()] = authority
    return found


_BY_PLACE = _authorities_by_place()


def authority_of(place: str) -> tuple[str, str] | None:
    """Code and name of the authority that runs schools in a borough or district.

    Known for London and its edge only, because only London's list has no codes.
    """
    return _BY_PLACE.get(" ".join(place.split()).casefold())


def is_in_use(code: str) -> bool:
    return code not in NO_LONGER_USED


def is_welsh(code: str) -> bool:
    """Whether a code is Welsh: from 660 (Anglesey) to 681 (Cardiff)."""
    return code.isdigit() and 660 <= int(code) <= 681
