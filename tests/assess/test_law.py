from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from pipeline.assess import law
from pipeline.assess.law import legal_basis, provisions
from pipeline.errors import NetralitasError
from pipeline.records import Bentuk, Group, Mention, Pemilihan, Role
from tests.conftest import ROOT

AFTER, BEFORE = date(2024, 11, 20), date(2024, 10, 1)


@pytest.fixture(scope="module")
def told(model):
    """Builds the assessment of a story with these accused groups, election and forms."""
    plain = model.assess("Bawaslu menerima laporan tentang seorang camat di Kabupaten Tegal.")

    def build(*groups: Group, election: Pemilihan = Pemilihan.PILKADA, forms=(Bentuk.DUKUNGAN,), flagged: bool = True):
        mentions = tuple(Mention("x", n, n + 1, group, Role.TERDUGA) for n, group in enumerate(groups))
        return replace(plain, flagged=flagged, mentions=mentions, pemilihan=election, bentuk=forms)

    return build


def cited(found) -> str:
    return " | ".join(rule.pasal for rule in found)


def test_each_regime_has_its_own_rules(told):
    pilkada = cited(legal_basis(told(Group.KEPALA_DESA), AFTER))
    pemilu = cited(legal_basis(told(Group.KEPALA_DESA, election=Pemilihan.PEMILU), AFTER))
    assert "UU Pilkada Pasal 71 ayat (1)" in pilkada and "UU 7/2017" not in pilkada
    assert "UU 7/2017 Pasal 490" in pemilu and "UU Pilkada" not in pemilu
    assert "UU Desa" in pilkada and "UU Desa" in pemilu


def test_soldiers_fall_under_the_penal_rule_only_since_the_court_said_so(told):
    assert "Pasal 188" in cited(legal_basis(told(Group.TNI), AFTER))
    assert "Pasal 188" not in cited(legal_basis(told(Group.TNI), BEFORE))


def test_the_day_chooses_between_old_and_new_discipline_rules(told):
    old, new = (cited(legal_basis(told(Group.ASN), day)) for day in (date(2020, 9, 1), AFTER))
    assert "PP 53/2010" in old and "PP 94/2021" not in old
    assert "PP 94/2021" in new and "PP 53/2010" not in new
    assert cited(legal_basis(told(Group.ASN))) == new


def test_the_form_decides(told):
    assert "187A" in cited(legal_basis(told(Group.NON_ASN, forms=(Bentuk.POLITIK_UANG,)), AFTER))
    assert legal_basis(told(Group.NON_ASN), AFTER) == ()


@pytest.mark.parametrize("change", [{"flagged": False}, {"election": Pemilihan.LAIN}])
def test_nothing_is_shown_where_nothing_is_known(told, change):
    assert legal_basis(told(Group.ASN, **change), AFTER) == ()


def test_unverified_rules_are_kept_but_never_shown():
    held = tomllib.loads((ROOT / "pipeline/data/law.toml").read_text(encoding="utf-8"))["aturan"]
    assert any(entry["keyakinan"] == "C" for entry in held)
    assert all(rule.keyakinan in {"A", "B"} and rule.sumber.startswith("https://") for rule in provisions())


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("sumber = ", "# ", "sumber"),
        ("keyakinan = ", "# ", "keyakinan"),
        ("isi =", "izi =", "izi"),
        ("kelompok = [", 'kelompok = ["RW", ', "RW"),
    ],
)
def test_an_entry_with_a_wrong_field_is_named(monkeypatch, old, new, wrong):
    text = (ROOT / "pipeline/data/law.toml").read_text(encoding="utf-8").replace(f"\n{old}", f"\n{new}", 1)
    monkeypatch.setattr(law, "read_toml", lambda _: tomllib.loads(text))
    with pytest.raises(NetralitasError, match=rf"'UU Pilkada Pasal 71 ayat \(1\)' .*{wrong}"):
        law.provisions.__wrapped__()


def test_a_penalty_is_always_worded_as_the_text_of_the_act():
    assert all("menurut teksnya" in str(rule) for rule in provisions() if rule.sanksi)
