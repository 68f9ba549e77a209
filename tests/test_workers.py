from __future__ import annotations

import os
import signal
from functools import partial
from itertools import count, islice

import pytest

from pipeline.workers import spread


def _double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def _deadly(number: int, poison: int, mark: str) -> int:
    """Dies of the poison every time, and of the number 3 once."""
    if number == poison or (number == 3 and not os.path.exists(mark)):
        open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _wrong(number: int) -> int:
    raise ValueError(f"cannot do {number}")


def _lost(number: int) -> int:
    return -number


def test_answers_come_in_order_from_several_processes():
    answers = list(spread(_double, range(100), 2, _lost, here=10, batch=4))
    assert [(item, out) for item, (out, _) in answers] == [(n, 2 * n) for n in range(100)]
    assert {pid for _, (_, pid) in answers[:10]} == {os.getpid()}
    assert os.getpid() not in {pid for _, (_, pid) in answers[10:]}


def test_one_job_and_few_items_start_no_process():
    for jobs, many in ((1, 300), (2, 50)):
        assert {pid for _, (_, pid) in spread(_double, range(many), jobs, _lost)} == {os.getpid()}


def test_no_more_is_taken_than_can_be_done_next():
    taken = []
    endless = (taken.append(n) or n for n in count())
    answers = spread(_double, endless, 2, _lost, here=0, batch=4)
    assert [out for _, (out, _) in islice(answers, 5)] == [0, 2, 4, 6, 8]
    answers.close()
    assert len(taken) <= 30


def test_a_process_that_dies_costs_only_what_kills_it_twice(tmp_path):
    work = partial(_deadly, poison=17, mark=str(tmp_path / "died"))
    answers = list(spread(work, range(40), 2, _lost, here=0, batch=4))
    assert answers == [(n, -17 if n == 17 else n) for n in range(40)]


def test_what_goes_wrong_in_a_process_is_raised_here():
    with pytest.raises(ValueError, match="cannot do 0"):
        list(spread(_wrong, range(3), 2, _lost, here=0))


def test_stopped_by_hand_what_is_done_is_given_out_and_the_rest_left():
    def stopped():
        yield from range(60)
        raise KeyboardInterrupt

    had = []
    with pytest.raises(KeyboardInterrupt):
        for item, _ in spread(_double, stopped(), 2, _lost, here=0, batch=4):
            had.append(item)
    assert len(had) >= 40 and had == list(range(len(had)))
