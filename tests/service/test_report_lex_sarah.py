"""The lex Sarah papers: the utredning that is signed, the material for the anmälan, the nämnd's summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import LEX_SARAH
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.report import lex_sarah as paper
from caseapp.report import lex_sarah_summary as summary_paper
from caseapp.report.blocks import Charts, Heading, Table, Text
from caseapp.service.lex_sarah_steps import record_step, start_matter
from caseapp.service.office import Office
from caseapp.service.report_lex_sarah import investigation_facts, notification_facts
from caseapp.service.reports import make_report
from tests.golden_files import assert_golden
from tests.lex_sarah_story import MATTER, REPORT, UNIT, entry, tell_story
from tests.report.reading import text_of, without_versions

SIMILAR = {"enhet": UNIT, "lex_sarah_lag": "sol", "lex_sarah_typ": "langa-handlaggningstider"}
HALFWAY = date(2022, 1, 27)


@pytest.fixture
def town(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Office]:
    office = Office.create(str(tmp_path / "enheten.sqlite"), ["norrtalje"], clock, "provaren")
    yield office
    office.close()


def text(office: Office, name: str, folder: Path, **asked: object) -> str:
    out = folder / f"{name}.pdf"
    make_report(office, name, out, **asked)  # type: ignore[arg-type]
    return text_of(out)


def flowing(told: str) -> str:
    return told.replace("\n", " ")


def test_the_finished_utredning_answers_every_point_and_can_be_signed(town: Office, tmp_path: Path) -> None:
    tell_story(town)
    told = text(town, "lex-sarah-investigation", tmp_path, case=MATTER)
    assert "Utredningen är avslutad 2022-02-10 med ställningstagandet allvarligt missförhållande." in flowing(
        told
    )
    assert "Alla 9 punkter är besvarade." in flowing(told)
    assert "Lex Sarah-ansvarig, underskrift" in told
    assert_golden("papper-lex-sarah-investigation.txt", without_versions(told))


def test_facts_stand_apart_from_assessments(town: Office) -> None:
    tell_story(town)
    facts = investigation_facts(town, MATTER, town.today())
    captions = [block.caption for block in paper.investigation(facts) if isinstance(block, Table)]
    assert "Punkt 1: Vad det bestod i och konsekvenser, fakta" in captions
    assert "Punkt 1: Vad det bestod i och konsekvenser, bedömning" in captions
    kinds = {(line.fact, line.text) for point in facts.points for line in point.entries}
    assert {fact for fact, _ in kinds} == {True, False}


def test_the_utredning_tells_who_took_each_step_and_what_ivo_found(town: Office, tmp_path: Path) -> None:
    tell_story(town)
    facts = investigation_facts(town, MATTER, town.today())
    assert [(line.day[4:14], line.by, line.name) for line in facts.course] == [
        ("2022-01-12", "enhetschef", "Rapport mottagen"),
        ("2022-01-12", "mottagare av rapporten", "Första bedömning"),
        ("2022-01-13", "–", "Utredning inledd"),
        ("2022-02-08", "utredare", "Utredningen överlämnad för ställningstagande"),
        ("2022-02-10", "lex Sarah-ansvarig, beslutsfattare", "Ställningstagande"),
        ("2023-03-31", "–", "Avslutad"),
    ]
    assert [line.name for line in facts.authority] == [
        "Anmäld till IVO",
        "IVO:s beslut",
        "Utredning sänd till IVO",
    ]
    assert facts.authority[1].text.startswith(
        "IVO:s beslut: avslutat, brist påtalad\nBrist som IVO påtalar: Nämnden visar passivitet"
    )
    assert "Ingen anmälan till IVO är registrerad." not in text(
        town, "lex-sarah-investigation", tmp_path, case=MATTER
    )


def test_a_matter_that_is_not_reported_to_ivo_says_so(town: Office, tmp_path: Path) -> None:
    tell_story(town, "2022-01-12")
    told = text(town, "lex-sarah-investigation", tmp_path, case=MATTER, as_of=date(2022, 1, 12))
    assert "Ingen anmälan till IVO är registrerad." in told


def test_a_remedy_tells_what_the_check_of_its_effect_showed_and_when_the_next_is_due(town: Office) -> None:
    tell_story(town)
    planned, *_ = investigation_facts(town, MATTER, date(2022, 3, 1)).remedies
    assert (planned.decided, planned.due, planned.done) == ("2022-02-10", "2022-04-07", "–")
    assert planned.checked == "Effekten kontrolleras senast 2022-05-31."
    first, _, third = investigation_facts(town, MATTER, date(2024, 2, 1)).remedies
    assert first.checked.startswith("Effekten kontrollerad 2022-05-11: Analysen låg till grund")
    assert third.checked.endswith("\nEffekten kontrolleras igen senast 2024-12-31.")


def test_what_was_done_at_once_has_its_day_and_every_cause_is_told(town: Office) -> None:
    tell_story(town)
    facts = investigation_facts(town, MATTER, town.today())
    stated = {name: said for part in facts.parts for name, said in part.stated}
    assert stated["Omedelbara åtgärder"].endswith("(uppgift lämnad ons 2022-01-12 kl. 09.30)")
    causes = next(dict(point.stated) for point in facts.points if point.number == 4)
    assert causes == {"Orsak": "bemanning och vakanser; högt inflöde och arbetsbelastning"}


def test_a_long_entry_stands_across_the_page_with_its_lines_kept(town: Office, tmp_path: Path) -> None:
    tell_story(town, "2022-01-13")
    long = "Första stycket.\n" + "Barnen väntar i kö. " * 150 + "\nSista stycket."
    values = entry("handelse", "fakta", "Kölistan", long)
    record_step(town, MATTER, "lex_sarah_anteckning", Moment(date(2022, 1, 14)), values)
    told = text(town, "lex-sarah-investigation", tmp_path, case=MATTER, as_of=date(2022, 1, 14)).splitlines()
    first = told.index("Första stycket.")
    last = told.index("Sista stycket.")
    # Some 120 characters a line: fewer lines than a column of a third of the page would need.
    assert last - first < 40


def test_the_months_that_count_as_alike_are_those_of_the_catalogue(town: Office) -> None:
    tell_story(town)
    facts = investigation_facts(town, MATTER, town.today())
    months = town.catalogue.matters[LEX_SARAH].similar_months
    assert facts.similar_span.endswith(f"rapporterat under {months} månader före rapporten")


def test_what_is_like_it_is_found_in_the_register(town: Office) -> None:
    tell_story(town)
    again = {**SIMILAR, **REPORT}
    start_matter(town, Moment(date(2023, 1, 10)), again, "LS-2023-001")
    facts = investigation_facts(town, CaseKey(LEX_SARAH, "LS-2023-001"), date(2023, 1, 10))
    assert [found.ref for found in facts.similar] == [MATTER.ref]
    shown = [block for block in paper.investigation(facts) if isinstance(block, Table)]
    assert any(MATTER.ref in row.cells for table in shown for row in table.rows)


def test_an_unfinished_utredning_says_what_it_lacks(town: Office, tmp_path: Path) -> None:
    tell_story(town, HALFWAY.isoformat())
    facts = investigation_facts(town, MATTER, HALFWAY)
    lacking = [point.number for point in facts.points if point.missing]
    assert lacking
    assert f"{9 - len(lacking)} av 9 punkter är besvarade." in paper.summary(facts)
    told = text(town, "lex-sarah-investigation", tmp_path, case=MATTER, as_of=HALFWAY)
    assert "Utredningen är inte avslutad" in told
    assert told.count("Saknas") == len(lacking)
    assert "Ingen åtgärd är beslutad." in told


def test_the_anmalan_has_what_the_form_asks_for_in_its_order(town: Office, tmp_path: Path) -> None:
    tell_story(town)
    told = text(town, "lex-sarah-notification", tmp_path, case=MATTER)
    assert "Anmälan till IVO är registrerad 2022-01-13." in told
    assert_golden("papper-lex-sarah-notification.txt", without_versions(told))


def test_what_the_anmalan_lacks_is_marked_and_counted(town: Office) -> None:
    tell_story(town, "2022-01-12")
    facts = notification_facts(town, MATTER, date(2022, 1, 12))
    missing = [name for name, value in facts.fields if not value]
    assert missing
    lead = paper.notification(facts)[1]
    assert "ska anmälas till IVO snarast" in lead.text  # type: ignore[union-attr]
    assert f"{len(missing)} uppgifter saknas." in lead.text  # type: ignore[union-attr]


def test_before_the_anmalan_neither_ivo_s_number_nor_what_follows_of_it_is_missed(town: Office) -> None:
    tell_story(town, "2022-01-12")
    told = dict(notification_facts(town, MATTER, date(2022, 1, 12)).fields)
    assert "IVO:s ärendenummer" not in told
    assert "Utredningen sänds senast" not in told
    assert told["Bedömning"] == "allvarligt missförhållande"
    assert told["Huvudman"] == "Norrtälje kommun"


def test_without_a_municipality_the_huvudman_is_written_in_the_form(office: Office) -> None:
    start_matter(office, Moment(date(2022, 1, 10)), {**SIMILAR, **REPORT}, "LS-2022-009")
    told = dict(notification_facts(office, CaseKey(LEX_SARAH, "LS-2022-009"), date(2022, 1, 10)).fields)
    assert told["Huvudman"].startswith("Skrivs i formuläret")


def test_a_matter_that_is_not_serious_shows_what_an_anmalan_would_hold() -> None:
    facts = paper.NotificationFacts("LS-1", (("Enhet", "Barn"),), False, "", "", ())
    blocks = paper.notification(facts)
    assert "inte bedömt som allvarligt" in blocks[1].text  # type: ignore[union-attr]
    assert not any(isinstance(block, Text) for block in blocks)


def test_the_summary_hides_small_counts_and_tells_so(town: Office, tmp_path: Path) -> None:
    tell_story(town)
    told = text(town, "lex-sarah", tmp_path, period=parse_period("2022"))
    assert "1 rapport enligt lex Sarah kom in under 2022; perioden före var de 0." in flowing(told)
    assert "Rapporterna är för få för att delas upp." in told
    assert "I uppdelningar visas inte antal under 5" in told
    assert_golden("papper-lex-sarah.txt", without_versions(told))


def test_a_period_without_reports_is_one_calm_sentence(town: Office, tmp_path: Path) -> None:
    told = text(town, "lex-sarah", tmp_path, period=parse_period("2022"))
    assert "Ingen rapport kom in under 2022; perioden före var de 0." in told


def line(name: str, now: int | None, before: int | None = 0) -> summary_paper.CountLine:
    return summary_paper.CountLine(name, now, before)


def facts(
    reports: int | None, misconduct: int | None, serious: int | None, not_notified: int | None
) -> summary_paper.SummaryFacts:
    rows = (line("bemötande", reports), line("teknik", 7, None))
    return summary_paper.SummaryFacts(
        "2025",
        "perioden före",
        "alla enheter",
        line("Rapporter", reports, 3),
        line("Missförhållanden", misconduct),
        line("Allvarliga", serious),
        line("Inte anmälda", not_notified),
        (
            summary_paper.CountTable("type", "Slag", "rapporter", rows),
            summary_paper.CountTable("cause", "Orsaker", "rapporter", ()),
        ),
        "key",
        "type",
        (
            summary_paper.TimeLine("Första bedömning", None, None, None, 2.5),
            summary_paper.TimeLine("Utredning inledd", 0, None, None, None),
        ),
        (),
    )


def test_the_summary_tells_what_was_serious_and_not_notified() -> None:
    assert summary_paper.summary(facts(12, 8, 6, 1)) == (
        "12 rapporter enligt lex Sarah kom in under 2025; perioden före var de 3. "
        "8 är missförhållanden eller påtaglig risk, 6 allvarliga. 1 av dem är inte anmälda till IVO."
    )
    assert summary_paper.summary(facts(12, 0, 0, 0)).endswith("0 allvarliga.")


def test_a_chart_is_drawn_only_when_it_says_more_than_its_table() -> None:
    drawn = [block for block in summary_paper.compose(facts(12, 8, 6, 0)) if isinstance(block, Charts)]
    assert [chart.categories for block in drawn for chart in block.charts] == [("bemötande", "teknik")]
    texts = [block.text for block in summary_paper.compose(facts(12, 8, 6, 0)) if isinstance(block, Text)]
    assert texts[0] == "Inget under någon av perioderna."


def test_the_material_for_the_kvalitetsberattelse_is_a_section_in_sentences() -> None:
    assert summary_paper.quality_report(facts(12, 8, 6, 1)) == (
        summary_paper.summary(facts(12, 8, 6, 1)),
        "Talen inom parentes gäller perioden före.",
        "Slag: bemötande 12 (0) och teknik 7 (dolt).",
        "Orsaker: inget.",
        "Inget steg togs under 2025.",
    )
    made = summary_paper.compose(facts(12, 8, 6, 1))
    assert Heading("Material till årets kvalitetsberättelse") in made


def test_the_material_tells_the_median_of_each_step_and_no_count_that_is_hidden() -> None:
    times = (
        summary_paper.TimeLine("Första bedömning", 3, 1.0, 1.5, 2.5),
        summary_paper.TimeLine("IVO:s beslut", 1, 28.0, 28.0, None),
    )
    tables = (
        summary_paper.CountTable("type", "Slag", "rapporter", (line("teknik", 7), line("hot", None))),
        summary_paper.CountTable("cause", "Orsaker", "rapporter", (line("rutin saknas", None),)),
        summary_paper.CountTable("assessment", "Bedömning", "rapporter", (), few=True),
    )
    told = summary_paper.quality_report(replace(facts(12, 8, 6, 0), times=times, tables=tables))
    assert told[2:] == (
        "Slag: teknik 7 (0); övriga antal är för små för att visas.",
        "Orsaker: antalen är för små för att visas.",
        "Bedömning: rapporterna är för få för att delas upp.",
        "Dagar från rapport till varje steg, medianen: första bedömning 1,0 (2,5) och IVO:s beslut 28,0.",
    )


@pytest.mark.parametrize("name", ["lex-sarah-investigation", "lex-sarah-notification"])
def test_a_paper_on_a_matter_needs_its_number(name: str, town: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="behöver ett ärende"):
        text(town, name, tmp_path)


def test_the_summary_needs_a_period(town: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="behöver en period"):
        text(town, "lex-sarah", tmp_path)
