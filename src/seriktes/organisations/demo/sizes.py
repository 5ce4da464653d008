from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much of the invented world is made. Each audit event is written at the smaller sizes only."""

    code: str
    universities: int
    companies: int
    faculty: int
    students: int
    # Universities whose tree of units is filled; the others have people without units.
    with_units: int


SIZES = {
    "small": Size("small", universities=8, companies=60, faculty=120, students=240, with_units=3),
    "office": Size("office", universities=30, companies=3_000, faculty=2_500, students=20_000, with_units=10),
    "national": Size("national", universities=130, companies=50_000, faculty=40_000, students=600_000, with_units=130),
}
