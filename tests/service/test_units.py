"""The units that can be chosen."""

from __future__ import annotations

from pathlib import Path

from caseapp.service.importing import import_file
from caseapp.service.office import Office
from caseapp.service.units import unit_names


def test_the_units_are_those_that_cases_belong_to(office: Office, tmp_path: Path) -> None:
    assert unit_names(office) == []
    file = tmp_path / "utredningar.csv"
    rows = "BU-1;P-1;2026-03-02;barn;Utredning\nBU-2;P-2;2026-03-03;barn;Mottagning\n"
    file.write_text("Ärende;Person;Inledd;Typ;Enhet\n" + rows, encoding="utf-8")
    import_file(office, file)
    assert unit_names(office) == ["Mottagning", "Utredning"]
