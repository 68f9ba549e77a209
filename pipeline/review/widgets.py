"""A story of the queue with buttons, for a notebook. Needs ipywidgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from itertools import chain
from typing import Any

import ipywidgets as widgets

from pipeline.errors import NetralitasError
from pipeline.records import Bentuk, Role, Status, Verdict
from pipeline.review.notebook import Labeller

_WIDE = widgets.Layout(width="auto")
"""As wide as the notebook, margins and all; a tick box of no said width cuts its text off."""
_ROW = widgets.Layout(flex_flow="row wrap")


def panel(queue: Labeller) -> widgets.VBox:
    """The story at hand; every button shows the next one in its place."""
    box = widgets.VBox(layout=_WIDE)
    _fill(box, queue)
    return box


def _fill(box: widgets.VBox, queue: Labeller) -> None:
    warning = widgets.HTML()
    back = _button("Urungkan yang terakhir", lambda: _after(box, queue, queue.back))
    if queue.story is None:
        box.children = (warning, widgets.HTML(escape(queue.show())), back)
        return
    article, said = queue.story
    status = widgets.Dropdown(description="Status", options=[("seperti dinilai", ""), *((s, s) for s in Status)])
    named = [widgets.HTML(escape(f"{number} {mention.text}")) for number, mention in enumerate(said.mentions)]
    roles = [widgets.ToggleButtons(options=list(map(str, Role)), value=str(one.role)) for one in said.mentions]
    forms = [widgets.ToggleButton(form in said.bentuk, description=form) for form in Bentuk]
    checked = widgets.Checkbox(description="Semua peran dan bentuk sudah saya periksa", indent=False, layout=_WIDE)
    note = widgets.Text(description="Catatan", layout=_WIDE)

    def still_shown() -> None:
        if queue.story is None or (queue.story[0].url, queue.story[0].text_hash) != (article.url, article.text_hash):
            raise NetralitasError(
                "Another cell went on meanwhile, so nothing was kept. Run this cell again to see the story at hand."
            )

    def keep(*told: Any) -> None:
        still_shown()
        queue.keep(*told)

    def pass_over() -> None:
        still_shown()
        queue.skip()

    def decide(verdict: str) -> None:
        told = {n: one.value for n, one in enumerate(roles) if one.value != said.mentions[n].role}
        chosen = [one.description for one in forms if one.value]
        changed = None if set(chosen) == set(said.bentuk) else chosen
        _after(box, queue, lambda: keep(verdict, status.value, told, changed, note.value, checked.value))

    verdicts = [_button(verdict.capitalize(), partial(decide, verdict)) for verdict in Verdict]
    skip = _button("Lewati", lambda: _after(box, queue, pass_over))
    box.children = (
        warning,
        widgets.HTML(
            f"<h3>{escape(article.title)}</h3><p>{escape(article.outlet)}, {said.status} {said.flagged_probability:.2f}</p>"
        ),
        widgets.HTML(f'<div style="white-space: pre-wrap; line-height: 1.5">{escape(article.text)}</div>'),
        *(widgets.HTML(escape(line)) for line in queue.noted()),
        *chain.from_iterable(zip(named, roles, strict=True)),
        widgets.HTML("Bentuk"),
        widgets.Box(forms, layout=_ROW),
        checked,
        status,
        note,
        widgets.HBox([*verdicts, skip, back], layout=_ROW),
    )


def _button(name: str, pressed: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=name, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _: pressed())
    return button


def _after(box: widgets.VBox, queue: Labeller, work: Callable[[], None]) -> None:
    """Show the next story once the work is done; where it cannot be, say why and keep what was filled in."""
    try:
        work()
        _fill(box, queue)
    except NetralitasError as problem:
        box.children[0].value = f"<b>{escape(str(problem))}</b>"
