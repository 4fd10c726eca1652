"""A measure is told in words made of its definition: the handbook says what is counted and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseapp.catalogue.guard_words import clause, clauses, either, inside
from caseapp.catalogue.measure_words import measure_words
from caseapp.domain.guards import (
    AgeGuard,
    ClockGuard,
    ClockState,
    EitherGuard,
    EventGuard,
    FieldGuard,
    Guard,
    IdleGuard,
    Kin,
    KinGuard,
    OpenGuard,
    SexGuard,
    SpanGuard,
)
from caseapp.domain.measures import Basis, ClockChoice, Counts, Measure, Span, Which
from caseapp.files import resource
from tests.catalogue import measure_manual
from tests.making import catalogue


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (FieldGuard("typ", ("anmalan",)), "typ är anmälan"),
        (FieldGuard("typ", ("anmalan", "ansokan"), negated=True), "typ är inte anmälan eller ansökan"),
        (FieldGuard("typ", ("anmalan",), unknown=True), "typ är anmälan eller saknas"),
        (FieldGuard("typ", (), ("annat",), unknown=True), "typ är inte på annat sätt"),
        (FieldGuard("typ", (), ("annat",)), "typ är inte på annat sätt och finns"),
        (FieldGuard("typ", (), ("annat",), unknown=True, negated=True), "typ är på annat sätt"),
        (FieldGuard("forlangning_skal"), "skäl för förlängning finns"),
        (FieldGuard("forlangning_skal", negated=True), "skäl för förlängning finns inte"),
        (FieldGuard("vald", ("j",)), "våld är ja"),
        (FieldGuard("handlaggare", ("H01",)), "handläggare är H01"),
        (FieldGuard("insatstyp", ("eget-ord",)), "insatstyp är eget-ord"),
        (EventGuard(("tilldelad",)), "händelsen ”Tilldelad handläggare” finns"),
        (EventGuard(("tilldelad",), negated=True), "händelsen ”Tilldelad handläggare” finns inte"),
        (EventGuard(("avbrott",), 2), "händelsen ”Avbrott i verkställighet” finns minst 2 gånger"),
        (AgeGuard(13, 18), "åldern är 13–18 år"),
        (AgeGuard(None, 20, unknown=True), "åldern är högst 20 år eller okänd"),
        (AgeGuard(21, None, negated=True), "åldern är inte minst 21 år"),
        (SexGuard(("K", "okänt")), "könet är kvinna eller okänt"),
        (ClockGuard(("utredning-barn",), ClockState.LATE), "fristen ”Utredning barn” är överskriden"),
        (
            ClockGuard(("evb", "evb-avbrott"), ClockState.RUNNING_LATE, negated=True),
            "fristen ”Ej verkställt beslut” eller ”Avbrott i verkställighet” löper inte efter sin sista dag",
        ),
        (
            SpanGuard(("inkom",), ("forhandsbedomning",), None, 14),
            "det gick högst 14 dagar från ”Inkom” till ”Förhandsbedömning”",
        ),
        (
            SpanGuard(("beslut",), (), 0, 10, working=True, negated=True),
            "det gick inte 0–10 arbetsdagar från ”Beslut om insats” till dagen som räknas",
        ),
        (
            IdleGuard(30, ("forsta_atgard", "sista_kontakt")),
            "det har gått mer än 30 dagar sedan ”Första utredningsåtgärd” eller ”Sista utredningskontakt”",
        ),
        (
            IdleGuard(5, ("inledd",), working=True, negated=True),
            "det har inte gått mer än 5 arbetsdagar sedan ”Inledd”",
        ),
        (OpenGuard(), "ärendet är öppet"),
        (OpenGuard(negated=True), "ärendet är inte öppet"),
        (
            KinGuard(Kin.PARENT, "aktualisering", (FieldGuard("typ", ("ansokan",)),)),
            "kom ur ett ärende av typen aktualisering där detta gäller: typ är ansökan",
        ),
        (KinGuard(Kin.CHILD, "insats", negated=True), "ledde inte till något ärende av typen insats"),
        (KinGuard(Kin.SAME_PERSON, "placering"), "personen har ett annat ärende av typen placering"),
        (EitherGuard((OpenGuard(), AgeGuard(18, None))), "(ärendet är öppet eller åldern är minst 18 år)"),
        (EitherGuard((OpenGuard(),), negated=True), "det stämmer inte att ärendet är öppet"),
    ],
)
def test_a_guard_is_a_clause_in_swedish(guard: Guard, said: str) -> None:
    assert clause(catalogue(), guard) == said


def test_words_are_put_together_as_one_writes_them() -> None:
    assert clauses(catalogue(), []) == ""
    assert clauses(catalogue(), [OpenGuard(), AgeGuard(None, 20)]) == (
        "ärendet är öppet, och åldern är högst 20 år"
    )
    assert [either([]), either(["a"]), either(["a", "b"]), either(["a", "b", "c"])] == [
        "",
        "a",
        "a eller b",
        "a, b eller c",
    ]
    assert [inside("Orsak"), inside("LVU-grund"), inside("E")] == ["orsak", "LVU-grund", "E"]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("aktualiseringar.antal", "antalet"),
        (
            "aktualiseringar.till-utredning",
            "andelen, i procent, där detta gäller: utfall av förhandsbedömning är utredning inleds",
        ),
        (
            "forhandsbedomning.inom-frist",
            "andelen, i procent, som hölls av fristerna ”Förhandsbedömning” som stoppades",
        ),
        (
            "utredning.oppna-andel-forsenade",
            "andelen, i procent, som överskreds av fristerna ”Utredning barn” som löpte",
        ),
        (
            "evb.over-tre-manader",
            "andelen, i procent, som överskreds av fristerna "
            "”Ej verkställt beslut” eller ”Avbrott i verkställighet”",
        ),
        (
            "forhandsbedomning.for-sent",
            "dagar efter sista dagen, för de överskridna fristerna ”Förhandsbedömning” som stoppades; "
            "medelvärde, median och antal i banden 1–7, 8–30, 31–60, 61–90 och >90",
        ),
        (
            "utredning.sista-kontakt-over",
            "dagar från den sista ”Sista utredningskontakt” till avslutet; median, medelvärde, "
            "90:e percentilen och antal i banden 0–30, 31–60, 61–90, 91–120 och >120",
        ),
        (
            "utredning.ko-vantan",
            "dagar från ”Inledd” till ”Tilldelad handläggare”, eller till dagen som räknas när det inte har "
            "hänt; medelvärde, median och antal i banden 0–30, 31–60 och >60",
        ),
        ("utredning.ko", "antalet vid varje sådan dag; värdet är det sista"),
        (
            "placering.dygn-skyddat-boende",
            "dygnen i perioden från ”Verkställd” till avslutet, den sista dagen oräknad, utan dygnen från "
            "”Avbrott i verkställighet” till ”Återupptagen”",
        ),
        ("utredning.balans", "antalet som började minus antalet som avslutades"),
        ("utredning.kedjade", "andelen, i procent, som fick något nytt ärende (utredning) inom 1 månad"),
        (
            "eb.ej-ateraktualiserade",
            "andelen, i procent, som inte fick något nytt ärende (ekonomiskt bistånd) inom 12 månader",
        ),
        (
            "arenden.per-handlaggare",
            "antalet med handläggare delat med antalet olika handläggare, och medianen per handläggare",
        ),
    ],
)
def test_each_formula_is_told_in_words(name: str, formula: str) -> None:
    assert measure_words(catalogue(), catalogue().measure(name)).formula == formula


@pytest.mark.parametrize(
    ("name", "counts", "basis"),
    [
        (
            "aktualiseringar.personer",
            "unika individer (bland aktualiseringar)",
            "ärenden som började under perioden",
        ),
        (
            "utredning.forlangningar",
            "händelser (bland utredningar)",
            "ärenden där någon händelse ”Förlängning beslutad” inföll i perioden",
        ),
        (
            "arenden.per-handlaggare",
            "ärenden (aktualiseringar, utredningar och insatser)",
            "ärenden som var öppna vid periodens slut",
        ),
        (
            "placering.dygn-barn",
            "dygn (insatser)",
            "ärenden som var öppna någon dag under perioden",
        ),
        (
            "utredning.balans",
            "ärenden (utredningar)",
            "ärenden som började, och ärenden som avslutades, under perioden",
        ),
        (
            "utredning.ej-ateraktualiserade",
            "unika individer (bland utredningar och insatser)",
            "personer vars alla ärenden avslutades i ett fönster som börjar 12 månader före perioden och är "
            "6 månader långt",
        ),
        (
            "insats.ej-foljd-av-annan",
            "unika individer (bland insatser)",
            "personer vars alla ärenden avslutades i ett fönster som börjar 12 månader före perioden och är "
            "lika långt som perioden",
        ),
        (
            "utredning.ko",
            "ärenden (utredningar)",
            "ärenden som var öppna vid periodens slut, och vid slutet av varje månad i den",
        ),
    ],
)
def test_what_is_counted_and_on_what_basis_is_told(name: str, counts: str, basis: str) -> None:
    words = measure_words(catalogue(), catalogue().measure(name))
    assert (words.counts, words.basis) == (counts, basis)


def changed(name: str, **span: object) -> Measure:
    measure = catalogue().measure(name)
    return replace(measure, span=replace(measure.span, **span))  # type: ignore[arg-type]


def test_a_span_may_begin_in_the_case_it_came_from_and_end_in_one_it_led_to() -> None:
    measure = changed(
        "utredning.tid", since=("inkom",), since_of="aktualisering", until=("verkstalld",), until_of="insats"
    )
    assert measure_words(catalogue(), measure).formula.startswith(
        "dagar från ”Inkom” i ärendet det kom ur (aktualisering) till ”Verkställd” i ett ärende det ledde "
        "till (insats); "
    )


@pytest.mark.parametrize(
    ("basis", "end"),
    [
        (Basis.EVENT, "”Avslutad”"),
        (Basis.ENDED, "avslutet"),
        (Basis.OPEN, "dagen som räknas"),
        (Basis.ONGOING, "dagen som räknas"),
        (Basis.BEGUN, "början"),
    ],
)
def test_a_span_without_an_end_of_its_own_ends_on_the_day_that_counts(basis: Basis, end: str) -> None:
    measure = changed("utredning.tid", working=True)
    measure = replace(measure, population=replace(measure.population, basis=basis))
    assert measure_words(catalogue(), measure).formula.startswith(f"arbetsdagar från ”Inledd” till {end};")


def test_care_days_may_count_the_last_day_and_begin_with_the_case() -> None:
    measure = replace(catalogue().measure("placering.dygn-barn"), span=Span(last_day_counts=True))
    assert measure_words(catalogue(), measure).formula == (
        "dygnen i perioden från början till avslutet, den sista dagen räknad"
    )


def test_a_return_may_have_conditions_of_its_own() -> None:
    measure = catalogue().measure("utredning.kedjade")
    assert measure.re_entry is not None
    measure = replace(measure, re_entry=replace(measure.re_entry, where=(AgeGuard(None, 20),)))
    assert measure_words(catalogue(), measure).formula == (
        "andelen, i procent, som fick något nytt ärende (utredning) där detta gäller: åldern är högst 20 år "
        "inom 1 månad"
    )


def test_the_first_the_last_and_each_event_are_told_apart() -> None:
    measure = catalogue().measure("forhandsbedomning.inom-frist")
    found = []
    for which in Which:
        one = replace(measure, population=replace(measure.population, which=which))
        found.append(measure_words(catalogue(), one).basis.split(" ”")[0])
    assert found == [
        "ärenden där den senaste händelsen",
        "ärenden där den första händelsen",
        "ärenden där någon händelse",
    ]
    started = replace(measure, clock=ClockChoice.STARTED)
    assert measure_words(catalogue(), started).formula.endswith("”Förhandsbedömning” som startades")
    households = replace(measure, population=replace(measure.population, counts=Counts.HOUSEHOLDS))
    assert measure_words(catalogue(), households).counts == "hushåll (bland aktualiseringar)"


def test_divisions_are_named_and_days_only_where_there_is_one() -> None:
    opened = measure_words(catalogue(), catalogue().measure("utredning.inledda")).divisions
    assert opened == (
        "kön, ålder (0-12, 13-18, 19-20, 21+), enhet, månad, kvartal, år, utredningstyp, "
        "aktualiseringsorsak, typ i aktualiseringen"
    )
    per_worker = measure_words(catalogue(), catalogue().measure("arenden.per-handlaggare")).divisions
    assert per_worker == "kön, ålder (0-12, 13-18, 19-20, 21+), enhet, ärendetyp"
    assert "månad" not in measure_words(catalogue(), catalogue().measure("insats.aktuella")).divisions


def test_a_target_is_told_in_its_unit() -> None:
    measure = catalogue().measure("forhandsbedomning.inom-frist")
    assert measure_words(catalogue(), measure).target == "100 procent"
    assert measure_words(catalogue(), replace(measure, target=None)).target == ""
    assert measure_words(catalogue(), catalogue().measure("eb.vantan-nybesok")).target == "14 dagar"
    time = replace(catalogue().measure("eb.vantan-nybesok"), target=14.5)
    assert measure_words(catalogue(), time).target == "14,5 dagar"


# --- the pages of the handbook ---


def test_the_pages_about_measures_are_those_that_the_catalogue_gives() -> None:
    for page, text in measure_manual.pages().items():
        written = resource("help", f"{page}.md").read_text(encoding="utf-8")
        assert written == text, f"{page}.md: kör python -m tests.catalogue.measure_manual"


def test_every_measure_has_its_place_on_a_page_and_in_the_overview() -> None:
    pages = measure_manual.pages()
    definitions = "".join(text for page, text in pages.items() if page != measure_manual.OVERVIEW)
    for measure in catalogue().measures.values():
        assert definitions.count(f"`{measure.id}`, version {measure.version}") == 1, measure.id
        assert f"| {measure.name} | `{measure.id}` |" in pages[measure_manual.OVERVIEW], measure.id


def test_a_page_tells_the_source_by_the_name_of_the_document() -> None:
    text = measure_manual.pages()["matt-utredning"]
    assert "Norrtälje, delårsrapport augusti 2025 L" in text
    assert "norrtalje-" not in text
    assert "Finns i paketet Norrtälje kommun." in measure_manual.pages()["matt-ovrigt"]


def test_the_readme_of_the_catalogue_explains_every_entry_of_a_measure() -> None:
    from caseapp.catalogue.measure_form import BandForm, BreakForm, GuardForm, MeasureForm
    from caseapp.catalogue.targets import TargetForm

    readme = resource("catalogue", "README.md").read_text(encoding="utf-8")
    named = {
        field.alias or name
        for form in (MeasureForm, GuardForm, BandForm, BreakForm, TargetForm)
        for name, field in form.model_fields.items()
    }
    assert sorted(name for name in named if f"`{name}`" not in readme and f"`{name} =" not in readme) == []
