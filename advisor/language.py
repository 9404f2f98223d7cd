"""Words and numbers for the reader: messages in two languages, figures in the reader's own form.

The engine never speaks a language: it makes a `Text` (an English message and its values), and a `Reader` turns
it into words where it is shown.
"""

from __future__ import annotations

import gettext
import io
import math
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

LANGUAGES = {"en": "English", "es": "Español"}
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

SIGNIFICANT_DIGITS = 3


@dataclass(frozen=True)
class Text:
    """A message (in English, the key of the catalogues) and the values to put into it."""

    message: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Amount:
    """A number with its unit (a unit of `advisor.units`), to be shown in the reader's form."""

    value: float
    unit: str


@dataclass(frozen=True)
class Span:
    """A low and a high number with their unit."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Bilingual:
    """A sentence that data brings in both languages (a rule's reason, an example's title)."""

    en: str
    es: str


@dataclass(frozen=True)
class Listing:
    """Several things named one after another."""

    items: tuple[object, ...]


def text(message: str, /, **values: object) -> Text:
    """A message with its values, to be translated and formatted where it is shown."""
    return Text(message, tuple(values.items()))


def N_(message: str) -> str:  # noqa: N802
    """Mark a string for translation where it is declared; it is translated where it is shown."""
    return message


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The message catalogue of a language, read from its .po file; English needs none."""
    source = LOCALE_FOLDER / language / "LC_MESSAGES" / "advisor.po"
    if not source.exists():
        return gettext.NullTranslations()
    with source.open("rb") as handle:
        catalogue = read_po(handle, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def closest_language(tag: str | None) -> str:
    """The language to start with for a browser's tag ("es-419" gives "es", unknown gives "en")."""
    if not tag:
        return "en"
    return negotiate_locale([tag.replace("-", "_")], list(LANGUAGES)) or "en"


MILLION = 1e6
TOO_LARGE_TO_READ = 1e13
BEYOND_WRITING = 1e18
"""Nobody counts the digits of such a number."""
BYTE_SCALES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
UNIT_NAMES = {
    "tokens": (N_("token"), N_("tokens")), "tokens/month": (N_("token / month"), N_("tokens / month")),
    "tokens/s": (N_("token / s"), N_("tokens / s")), "tokens/page": (N_("token / page"), N_("tokens / page")),
    "queries": (N_("request"), N_("requests")), "queries/day": (N_("request / day"), N_("requests / day")),
    "queries/month": (N_("request / month"), N_("requests / month")),
    "queries/s": (N_("request / s"), N_("requests / s")), "documents": (N_("document"), N_("documents")),
    "pages": (N_("page"), N_("pages")), "chunks": (N_("passage"), N_("passages")),
    "examples": (N_("example"), N_("examples")), "examples/day": (N_("example / day"), N_("examples / day")),
    "examples/week": (N_("example / week"), N_("examples / week")),
    "parameters": (N_("parameter"), N_("parameters")), "h": (N_("hour"), N_("hours")),
    "h/month": (N_("hour / month"), N_("hours / month")), "days": (N_("day"), N_("days")),
    "weeks": (N_("week"), N_("weeks")), "months": (N_("month"), N_("months")),
    "times/year": (N_("time / year"), N_("times / year")), "times/month": (N_("time / month"), N_("times / month")),
    "people": (N_("person"), N_("people")), "person-weeks": (N_("person-week"), N_("person-weeks")),
    "person-weeks/year": (N_("person-week / year"), N_("person-weeks / year")),
    "points": (N_("point"), N_("points")), "GPUs": (N_("GPU"), N_("GPUs")),
    "kgCO2e": (N_("kg CO2e"), N_("kg CO2e")),
    "kgCO2e/month": (N_("kg CO2e / month"), N_("kg CO2e / month")), "kWh/month": (N_("kWh / month"), N_("kWh / month")),
    "count": ("", ""), "yes/no": ("", ""), "level": ("", ""),
}  # fmt: skip
TIMES = ("s", "h", "days", "weeks", "months")
DECIMALS = {
    "people": 2, "GPUs": 2, "queries/s": 2, "h": 2, "h/month": 2, "days": 1, "weeks": 1, "months": 1,
    "person-weeks": 1, "person-weeks/year": 1, "times/year": 1, "times/month": 1,
    "USD": 2, "USD/day": 2, "USD/week": 2, "USD/month": 2, "USD/year": 2,
}  # fmt: skip
"""Nobody plans finer: 0.0857 people are 0.09. Prices of small things, such as a request, keep all their digits."""
PERIODS = {
    "USD": N_("{money}"), "USD/h": N_("{money} / hour"), "USD/day": N_("{money} / day"),
    "USD/week": N_("{money} / week"), "USD/month": N_("{money} / month"), "USD/year": N_("{money} / year"),
    "USD/query": N_("{money} / request"), "USD/good answer": N_("{money} / good answer"),
    "USD/example": N_("{money} / example"),
    "USD/Mtok": N_("{money} / million tokens"), "USD/1,000 queries": N_("{money} / 1,000 requests"),
    "USD/GB-month": N_("{money} / GB and month"), "USD/kWh": N_("{money} / kWh"),
    "USD/GB": N_("{money} / GB"),
}  # fmt: skip


def rounded(value: float, decimals: int | None = None) -> float:
    """The value to three significant digits, and to no more decimals than these."""
    if value == 0 or not math.isfinite(value):
        return abs(value) if value == 0 else value
    digits = SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(abs(value)))
    return round(value, digits if decimals is None else min(digits, decimals))


@cache
def _money_pattern(language: str, digits: str) -> str:
    pattern: str = Locale.parse(language).currency_formats["standard"].pattern
    return pattern.split(";")[0].replace("#,##0.00", "#,##" + digits)


@cache
def _percent_pattern(language: str) -> str:
    pattern: str = Locale.parse(language).percent_formats[None].pattern
    return pattern.replace("##0", "##0.#")


def _shared_words(first: str, last: str) -> str:
    """The words that both amounts end with, such as their unit; said once, at the end of a range."""
    shared: list[str] = []
    for word, other in zip(reversed(first.split(" ")), reversed(last.split(" ")), strict=False):
        if word != other:
            break
        shared.insert(0, word)
    return "".join(f" {word}" for word in shared)


@dataclass(frozen=True)
class Reader:
    """Who reads: a language, and a currency with its rate (units of the currency for one US dollar)."""

    language: str = "en"
    currency: str = "USD"
    currency_per_usd: float = 1.0

    def _(self, message: str) -> str:
        """A message in the reader's language."""
        return translations(self.language).gettext(message) if message else ""

    def say(self, thing: object) -> str:
        """Anything that the engine says, in the reader's words."""
        match thing:
            case Text(message, values):
                return self._(message).format_map({name: self.say(value) for name, value in values})
            case Amount(value, unit):
                return self.amount(value, unit)
            case Span(low, high, unit):
                return self.span(low, high, unit)
            case Bilingual(en, es):
                return es if self.language == "es" else en
            case Listing(items):
                return self.listing(items)
            case bool():
                return self._("yes") if thing else self._("no")
            case int() if abs(thing) < TOO_LARGE_TO_READ:
                return format_decimal(thing, locale=self.language)
            case int() | float():
                return self.number(float(thing))
            case date():
                return format_date(thing, format="medium", locale=self.language)
            case _:
                return str(thing)

    def listing(self, items: tuple[object, ...]) -> str:
        """Several things, joined with commas and a last "and"."""
        words = [self.say(item) for item in items]
        if len(words) < 2:
            return "".join(words)
        return self._("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])

    def number(self, value: float, decimals: int | None = None) -> str:
        """A bare number to three significant digits, and no more decimals than these: less than they show is said."""
        if abs(value) >= BEYOND_WRITING and math.isfinite(value):
            return f"{value:.2e}"
        if math.isnan(value):
            return self._("unknown")
        if math.isinf(value):
            return "∞"
        shown = rounded(value, decimals)
        if value and not shown and decimals is not None:
            return f"<{self.number(10.0**-decimals)}"
        return format_decimal(shown, format="#,##0.###########", locale=self.language)

    def money(self, value_usd: float, decimals: int | None = None) -> str:
        """An amount in US dollars, in the reader's currency; small amounts keep three digits, or so many decimals."""
        exact = value_usd * self.currency_per_usd
        value = rounded(exact, decimals)
        if exact and not value and decimals is not None:
            return f"<{self.money(10.0**-decimals / self.currency_per_usd)}"
        if abs(value) >= BEYOND_WRITING:
            return f"{value:.2e} {self.currency}"
        digits = "0" if abs(value) >= 100 else "0.00" if abs(value) >= 1 or value == 0 else "0.00######"
        pattern = _money_pattern(self.language, digits)
        return format_currency(value, self.currency, format=pattern, locale=self.language, currency_digits=False)

    @property
    def percent_sign(self) -> str:
        """What a share ends with, in the reader's form: with or without a space before the sign."""
        return _percent_pattern(self.language).rpartition("#")[2]

    def amount(self, value: float, unit: str) -> str:
        """A figure with its unit, to three significant digits."""
        return _amount(self, value, unit)

    def _amount(self, value: float, unit: str) -> str:
        if math.isnan(value):
            return self._("unknown")
        if math.isinf(value):
            return self._("never") if unit in TIMES else self._("no limit")
        if unit in PERIODS:
            return self._(PERIODS[unit]).format(money=self.money(value, DECIMALS.get(unit)))
        if unit == "share" and abs(value) < BEYOND_WRITING:
            return format_percent(rounded(value), format=_percent_pattern(self.language), locale=self.language)
        if unit == "yes/no":
            return self._("yes") if value else self._("no")
        if unit.startswith("bytes"):
            return self._bytes(value, unit.removeprefix("bytes"))
        return self._named(value, unit)

    def _bytes(self, value: float, per: str) -> str:
        scale, name = next(((s, n) for s, n in BYTE_SCALES if abs(value) >= s), (1.0, "B"))
        return f"{self.number(value / scale)} {name}{per}"

    def _named(self, value: float, unit: str) -> str:
        singular, plural = UNIT_NAMES.get(unit, (unit, unit))
        decimals = DECIMALS.get(unit)
        name = self._(singular if abs(rounded(value, decimals)) == 1 else plural)
        if abs(value) >= TOO_LARGE_TO_READ:
            return f"{rounded(value):.2e} {name}".strip()
        if abs(value) >= MILLION:
            return f"{self.number(value / MILLION)} M {name}".strip()
        return f"{self.number(value, decimals)} {name}".strip()

    def span(self, low: float, high: float, unit: str) -> str:
        """A range with its unit; a point where both ends are shown alike."""
        first, last = self.amount(low, unit), self.amount(high, unit)
        if first == last:
            return first
        one, many = (self._(name) for name in UNIT_NAMES.get(unit, ("", "")))
        low_words = first.removesuffix(f" {one}") if last.endswith(f" {many}") else first
        return self._("{low} to {high}").format(low=low_words.removesuffix(_shared_words(first, last)), high=last)


@lru_cache(maxsize=8192)
def _amount(reader: Reader, value: float, unit: str) -> str:
    """An amount as said before: a page says the same ones again and again."""
    return reader._amount(value, unit)
