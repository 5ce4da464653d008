"""Import runs: take a file in, try it or carry it out, answer its questions."""

from seriktes.exchange.actions.execution import execute_run
from seriktes.exchange.actions.runs import (
    AlreadyDecided,
    CannotRun,
    ask_to_cancel,
    carry_out,
    choose_columns,
    decide_question,
    interrupt_run,
    mark_interrupted,
    queue_run,
    remove_old_files,
    repeat_run,
    save_mapping,
    start_run,
)

__all__ = [
    "AlreadyDecided", "CannotRun", "ask_to_cancel", "carry_out", "choose_columns", "decide_question", "execute_run",
    "interrupt_run", "mark_interrupted", "queue_run", "remove_old_files", "repeat_run", "save_mapping", "start_run",
]  # fmt: skip
