"""`seriktes-analytics`: the methods of the product over plain files, without Django, a database or an account."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when it is done, 2 with one sentence when the files cannot be read as they should."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"seriktes-analytics: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="seriktes-analytics", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _rank_experts(commands.add_parser("rank-experts", help="rank persons or documents for each question of a file"))
    _fingerprint(commands.add_parser("fingerprint", help="print the hash of a directory of vectors of words"))
    _match(commands.add_parser("match", help="match students and positions from files of wishes and priorities"))
    _replay(commands.add_parser("replay", help="play a round again from its bundle and compare every byte"))
    _judge(commands.add_parser("judge", help="compute the result of a competition from its bundle, or check it"))
    _composite(commands.add_parser("composite", help="build a composite index from a table of indicators"))
    return parser


def _fingerprint(parser: argparse.ArgumentParser) -> None:
    parser.description = "Prints the SHA-256 of a directory, by which an installation agrees on its encoder."
    parser.add_argument("folder", type=Path, help="a directory with words.txt and vectors.npy")
    parser.set_defaults(run=_run_fingerprint)


def _run_fingerprint(chosen: argparse.Namespace) -> int:
    from seriktes_analytics.matching.encoder import fingerprint

    if not chosen.folder.is_dir():
        raise ValueError(f"{chosen.folder} is no directory")
    sys.stdout.write(fingerprint(chosen.folder) + "\n")
    return 0


def _rank_experts(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Ranks persons or documents for each question and writes a TREC run, with the shipped defaults."
    )
    parser.add_argument(
        "--docs", type=Path, required=True, help="JSON Lines: id, lang, text, and title, persons if there"
    )
    parser.add_argument("--queries", type=Path, required=True, help="JSON Lines: qid, text, and lang if known")
    parser.add_argument("--candidates", type=Path, help="JSON Lines: id; nothing else is ranked")
    parser.add_argument(
        "--target", choices=("person", "doc"), default="person", help="what is ranked (default: person)"
    )
    parser.add_argument(
        "--depth", type=int, default=100, help="so many of each question; 0: every candidate (default: 100)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the run: qid Q0 id rank score tag")
    parser.set_defaults(run=_run_rank_experts)


def _run_rank_experts(chosen: argparse.Namespace) -> int:
    # The engine brings compiled packages, which other commands do not need.
    from seriktes_analytics.matching.rank_experts import rank_experts

    if chosen.depth < 0:
        raise ValueError("--depth must not be below 0")
    rank_experts(
        chosen.docs, chosen.queries, chosen.out, candidates=chosen.candidates, target=chosen.target, depth=chosen.depth
    )
    return 0


def _match(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Matches students and positions, verifies the result and writes who goes where; files are CSV or Parquet by their "
        "ending. Smaller ranks are better, and only whom a position ranks is eligible there."
    )
    parser.add_argument("--wishes", type=Path, required=True, help="student,position,rank")
    parser.add_argument("--positions", type=Path, required=True, help="position,capacity")
    parser.add_argument("--priorities", type=Path, required=True, help="position,student,rank")
    parser.add_argument("--couples", type=Path, help="a,b,position_a,position_b,rank: students who apply together")
    parser.add_argument("--programmes", type=Path, help="of students, for quotas: student,programme")
    parser.add_argument(
        "--quotas", type=Path, help="so many students of a programme at a position, at most: position,programme,seats"
    )
    parser.add_argument("--regions", type=Path, help="of positions, for caps: position,region")
    parser.add_argument("--caps", type=Path, help="so many students to a region, at most: region,seats")
    parser.add_argument(
        "--objective",
        choices=("student", "host", "cardinality"),
        default="student",
        help="stable and best for students or hosts; or as many as can be with the least sum of ranks (default: student)",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of the public lottery that tells equals apart (default: 0)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the result: student,position")
    parser.add_argument("--why", type=Path, help="also write what became of each wish, and why")
    parser.add_argument("--bundle", type=Path, help="also write the round as one file for `replay`")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    parser.set_defaults(run=_run_match)


def _run_match(chosen: argparse.Namespace) -> int:
    # Compiled loops and tables, which other commands do not need.
    from seriktes_analytics.assignment.command import run_match

    return run_match(chosen)


def _replay(parser: argparse.ArgumentParser) -> None:
    parser.description = "Plays a round again from its bundle; ends with 1 when a byte differs."
    parser.add_argument("bundle", type=Path, help="what `match --bundle` wrote")
    parser.set_defaults(run=_run_replay)


def _run_replay(chosen: argparse.Namespace) -> int:
    # As above.
    from seriktes_analytics.assignment.command import run_replay

    return run_replay(chosen)


def _judge(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Computes the result of a competition from its bundle; with --check ends with 1 when a byte differs."
    )
    parser.add_argument("bundle", type=Path, help="JSON: what the judges said")
    parser.add_argument("--out", type=Path, help="where the result is written; else it is printed")
    parser.add_argument("--check", type=Path, help="the published result, compared byte for byte")
    parser.set_defaults(run=_run_judge)


def _run_judge(chosen: argparse.Namespace) -> int:
    import json

    from seriktes_analytics.judging import canonical, result_of

    try:
        result = canonical(result_of(json.loads(chosen.bundle.read_bytes())))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{chosen.bundle} is no bundle of a competition") from error
    if chosen.out:
        chosen.out.write_bytes(result)
    elif not chosen.check:
        sys.stdout.write(result.decode())
    if chosen.check and chosen.check.read_bytes() != result:
        sys.stderr.write("The published result is another one.\n")
        return 1
    return 0


def _composite(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Builds a composite index from the two tables of COINr, iData and iMeta, and writes scores and ranks at every level; "
        "files are CSV or Parquet by their ending."
    )
    parser.add_argument("--data", type=Path, required=True, help="iData: uCode and a column each indicator")
    parser.add_argument(
        "--meta", type=Path, required=True, help="iMeta: Level,iCode,Type,Parent,Direction,Weight and more"
    )
    parser.add_argument("--spec", type=Path, help="JSON: how to impute, treat, normalise, weight and aggregate")
    parser.add_argument("--out", type=Path, required=True, help="the result: uCode,Rank, scores, Rank_ of each")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    parser.set_defaults(run=_run_composite)


def _run_composite(chosen: argparse.Namespace) -> int:
    # Tables and compiled packages, which other commands do not need.
    from seriktes_analytics.composite.command import run_composite

    return run_composite(chosen)
