"""A small index worked out by hand, and the published ones where they lie beside the repository."""

import json

import pytest

from seriktes_analytics.cli import main
from tests.shared import SHARED

PUBLISHED = SHARED / "data" / "methods" / "composite"
needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason="the ground truth of the methods is not beside the repository"
)

# x: 0, 50, 100; y, of which less is better: 100, 0, 50; z by size: 1, 2, 3, so 0, 50, 100.
# P = (x + 3 y) / 4: 75, 12.5, 62.5; Q = z. Whole = (P + Q) / 2: 37.5, 31.25, 81.25.
META = (
    "Level,iCode,iName,Direction,Weight,Target,Denominator,Parent,Type\n"
    "1,x,Employed,1,1,8,NA,P,Indicator\n"
    "1,y,Days until hired,-1,3,1,NA,P,Indicator\n"
    "1,z,Joint papers,1,1,3,size,Q,Indicator\n"
    "2,P,Employability,1,1,NA,NA,Whole,Aggregate\n"
    "2,Q,Research,1,1,NA,NA,Whole,Aggregate\n"
    "3,Whole,Partner universities,1,1,NA,NA,NA,Aggregate\n"
    "NA,region,Region,NA,NA,NA,NA,NA,Group\n"
    "NA,size,Staff,NA,NA,NA,NA,NA,Denominator\n"
)
DATA = (
    "uName,uCode,region,size,x,y,z\n"
    "Аққу университеті,A,север,10,0,1,10\n"
    "Бәйтерек университеті,B,юг,20,5,3,40\n"
    "Жетісу университеті,C,юг,30,10,2,90\n"
)
WHOLE = {"A": 37.5, "B": 31.25, "C": 81.25}


@pytest.fixture
def composite(tmp_path, capsys):
    """Writes the files, runs the command, and answers the figures, or the sentence of its refusal."""

    def call(*, data=DATA, meta=META, spec=None, out="out.csv"):
        (tmp_path / "data.csv").write_text(data, encoding="utf-8")
        (tmp_path / "meta.csv").write_text(meta, encoding="utf-8")
        given = ["--data", str(tmp_path / "data.csv"), "--meta", str(tmp_path / "meta.csv")]
        if spec is not None:
            (tmp_path / "spec.json").write_text(spec if isinstance(spec, str) else json.dumps(spec), encoding="utf-8")
            given += ["--spec", str(tmp_path / "spec.json")]
        ended = main(["composite", *given, "--out", str(tmp_path / out), "--json"])
        told = capsys.readouterr()
        return json.loads(told.out) if ended == 0 else told.err.removeprefix("seriktes-analytics: ").strip()

    call.out = tmp_path / "out.csv"
    return call
