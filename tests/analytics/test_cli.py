from seriktes_analytics.cli import main
from seriktes_analytics.matching.encoder import fingerprint


def test_the_fingerprint_of_a_directory_is_the_one_that_the_engine_asks_for(tmp_path, capsys):
    tmp_path.joinpath("words.txt").write_text("oil", encoding="utf-8")
    assert main(["fingerprint", str(tmp_path)]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed == fingerprint(tmp_path)
    tmp_path.joinpath("words.txt").write_text("gas", encoding="utf-8")
    assert main(["fingerprint", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() != printed


def test_what_is_no_directory_is_said(tmp_path, capsys):
    assert main(["fingerprint", str(tmp_path / "none")]) == 2
    assert "is no directory" in capsys.readouterr().err
