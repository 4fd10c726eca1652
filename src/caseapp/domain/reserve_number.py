"""The number that stands in for a personnummer in reports to IVO of people who have none.

`ÅÅÅÅMMDD-Tnnn`: birth date, T and three figures, of which the third character after the hyphen is even for a
woman and odd for a man, as in a personnummer. The person keeps it during the whole reporting. Source: IVO's
questions and answers on ej verkställda beslut. It is made for one printing and is never stored.
"""

from __future__ import annotations

from datetime import date

from caseapp.domain.errors import UserError

SERIALS = range(500)
"""How many people of a sex born on the same day can be told apart."""
_ODD = {"K": 0, "M": 1}


def reserve_number(birth: date, sex: str, serial: int = 0) -> str:
    """The number of the person who is number `serial` (0–499) of that sex and birth date; sex is `K` or `M`.

    Raises UserError when the sex cannot be shown or the serial is too high; the message holds no fact of the
    person.
    """
    if sex not in _ODD:
        raise UserError(
            "Reservnumret visar kön: jämn siffra för kvinna, udda för man. Välj kvinna eller man."
        )
    if serial not in SERIALS:
        raise UserError(f"Löpnumret i reservnumret ska vara 0–{SERIALS[-1]}. Skriv ett annat.")
    first, rest = divmod(serial, 50)
    second, last = divmod(rest, 10)
    return f"{birth:%Y%m%d}-T{first}{2 * second + _ODD[sex]}{last}"
