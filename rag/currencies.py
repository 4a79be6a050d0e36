"""Currencies by their codes, signs and names; "$", "Rs" and "crowns" may be of several countries."""

from __future__ import annotations

from itertools import product

_CROWN = "crown, krona, kronor, krone, kroner, koruna"


def _spelled(names: str, whose: str = "", signs: str = "") -> tuple[str, ...]:
    """Names alone, with whose they are before them, and signs; in the singular, in small letters."""
    plain, owners, marks = (listed.split(", ") if listed else [] for listed in (names, whose, signs))
    return (*plain, *(f"{owner} {name}" for owner, name in product(owners, plain)), *marks)


CURRENCIES: dict[str, tuple[str, ...]] = {
    "USD": _spelled("dollar", "us, u.s., american", "$, us$, usd"),
    "AUD": _spelled("dollar", "australian", "$, a$, au$, aud"),
    "CAD": _spelled("dollar", "canadian", "$, c$, ca$, cad"),
    "NZD": _spelled("dollar", "new zealand", "$, nz$, nzd"),
    "HKD": _spelled("dollar", "hong kong", "$, hk$, hkd"),
    "SGD": _spelled("dollar", "singapore", "$, s$, sgd"),
    "EUR": _spelled("euro", "", "€, eur"),
    "GBP": _spelled("pound", "british", "£, gbp, pound sterling, pounds sterling"),
    "EGP": _spelled("pound", "egyptian", "egp"),
    "LBP": _spelled("pound", "lebanese", "lbp"),
    "JPY": _spelled("yen", "japanese", "¥, jpy"),
    "CNY": _spelled("yuan, renminbi", "chinese", "¥, cny, rmb"),
    "INR": _spelled("rupee", "indian", "₹, rs, inr"),
    "PKR": _spelled("rupee", "pakistani", "rs, pkr"),
    "LKR": _spelled("rupee", "sri lankan", "rs, lkr"),
    "CHF": _spelled("franc", "swiss", "chf"),
    "XAF": _spelled("franc", "cfa", "xaf"),
    "SEK": _spelled(_CROWN, "swedish", "sek"),
    "NOK": _spelled(_CROWN, "norwegian", "nok"),
    "DKK": _spelled(_CROWN, "danish", "dkk"),
    "CZK": _spelled(_CROWN, "czech", "czk"),
    "RUB": _spelled("rouble, ruble", "russian", "₽, rub"),
    "BYN": _spelled("rouble, ruble", "belarusian", "byn"),
    "MXN": _spelled("peso", "mexican", "mxn"),
    "ARS": _spelled("peso", "argentine", "ars"),
    "PHP": _spelled("peso", "philippine"),
    "BRL": _spelled("reais", "", "r$, brl, brazilian real"),
    "TRY": _spelled("lira", "turkish", "₺"),
    "IQD": _spelled("dinar", "iraqi", "iqd"),
    "KWD": _spelled("dinar", "kuwaiti", "kwd"),
    "AED": _spelled("dirham", "emirati", "aed"),
    "SAR": _spelled("riyal", "saudi"),
    "IRR": _spelled("rial", "iranian", "irr"),
    "KES": _spelled("shilling", "kenyan", "kes"),
    "NGN": _spelled("naira", "nigerian", "₦, ngn"),
    "ZAR": _spelled("rand", "south african", "zar"),
    "PLN": _spelled("zloty", "polish", "pln"),
    "HUF": _spelled("forint", "hungarian", "huf"),
    "UAH": _spelled("hryvnia", "ukrainian", "₴, uah"),
    "ILS": _spelled("shekel", "israeli", "₪, ils"),
    "KRW": _spelled("korean won", "south", "₩, krw"),
    "THB": _spelled("baht", "thai", "thb"),
}
"""Code -> its spellings in the singular, in small letters; one spelling may be of several."""

_CODES = "|".join(code for code, spellings in CURRENCIES.items() if code.lower() in spellings)
MONEY = rf"(?:(?-i:\b(?:US\s?|AU?|CA?|NZ|HK|S|R))?\$|[€£¥₹₽₺₦₴₪₩]|\b(?-i:{_CODES})\b|\bRs\b\.?)"
"""A sign or a code before a sum: one of `CURRENCIES`' spellings, when `sign` has tidied it."""


def sign(told: str) -> str:
    """What `MONEY` found, as it is spelled in `CURRENCIES`.

    >>> sign("US $"), sign("Rs."), sign("EUR ")
    ('us$', 'rs', 'eur')
    """
    return told.replace(" ", "").rstrip(".").lower()
