"""Search in the back office: every typed word is the beginning of a word of the record.

A plain table of folded words (`common.text.fold`: se'i = sei) serves SQLite and PostgreSQL alike
and costs one range of an index per typed word, however large the register is. It is written in
the transaction of the change: by registration, and by whoever else changes a name (`refresh`).
A number is kept without its leading zeros, so KPG-000123 is found by 123.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When

from businesses.models.businesses import Business
from businesses.models.owners import Owner
from businesses.models.words import LONGEST_WORD, BusinessWord, OwnerWord, Word
from common.bulk import BATCH, batches
from common.identifiers import fold

MOST_WORDS = 10
LAST = "z" * LONGEST_WORD  # sorts after whatever may follow the beginning of a folded word
SHORTEST_NUMBER = 3  # digits; a shorter one begins every tenth registry number


def words_of(text: object) -> list[str]:
    """The folded words of `text` in their order; numbers without leading zeros."""
    return [
        ((word.lstrip("0") or "0") if word.isdigit() else word)[:LONGEST_WORD]
        for word in fold(text).split()
    ]


def words_of_business(name: str, code: str, owner: str, responsible: str) -> set[str]:
    """What a business is found by: its name, its registry number, and whose it is."""
    number = words_of(code.rpartition("-")[2])
    return {*words_of(name), *number, *words_of_owner(owner, responsible)}


def words_of_owner(name: str, responsible: str) -> set[str]:
    """What an owner is found by: the name, and that of the person who answers for an entity."""
    return {*words_of(name), *words_of(responsible)}


# -- keeping the tables --------------------------------------------------------------------------


def refresh(ids: Iterable[int]) -> None:
    """Bring the words of these businesses, and of their owners, up to date.

    Call it in the transaction that changed a name, a registry number or an owner.
    """
    with transaction.atomic(savepoint=False):
        for some in batches(list(ids)):
            businesses = Business.with_merged.filter(pk__in=some)
            _write_businesses(businesses)
            _write_owners(Owner.objects.filter(pk__in=businesses.values("owner")))


def refresh_owners(ids: Iterable[int]) -> None:
    """Bring the words of these owners, and of all their businesses, up to date."""
    with transaction.atomic(savepoint=False):
        for some in batches(list(ids)):
            _write_owners(Owner.objects.filter(pk__in=some))
            _write_businesses(Business.with_merged.filter(owner__in=some))


def rebuild() -> None:
    """Bring every word up to date, in a register that was filled past this module."""
    for model, write in ((Business, _write_businesses), (Owner, _write_owners)):
        last = 0
        rows = model._base_manager.order_by("pk")
        while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                write(rows.filter(pk__in=keys))
            last = keys[-1]


def _write_businesses(businesses: QuerySet[Business]) -> None:
    rows = businesses.values_list("pk", "name", "code", "owner__name", "owner__responsible_name")
    _write(BusinessWord, "business_id", {pk: words_of_business(*names) for pk, *names in rows})


def _write_owners(owners: QuerySet[Owner]) -> None:
    rows = owners.values_list("pk", "name", "responsible_name")
    _write(OwnerWord, "owner_id", {pk: words_of_owner(*names) for pk, *names in rows})


def _write(model: type[Word], key: str, wanted: dict[int, set[str]]) -> None:
    """Make `wanted` (key of the record → its words) what the table holds, writing only what
    differs."""
    gone = []
    missing = {pk: set(words) for pk, words in wanted.items()}
    stored = model.objects.filter(**{f"{key}__in": list(wanted)})
    for row, pk, word in stored.values_list("pk", key, "word"):
        if word in missing[pk]:
            missing[pk].discard(word)
        else:
            gone.append(row)
    if gone:
        model.objects.filter(pk__in=gone).delete()
    _insert(model, key, [(word, pk) for pk in missing for word in sorted(missing[pk])])


def _insert(model: type[Word], key: str, rows: list[tuple[str, int]]) -> None:
    """Store the entries, whoever else stores the same ones; a third of the time of bulk_create,
    which makes an object of each of the hundred thousand words of a city."""
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), f"{quote('word')}, {quote(key)}"
    with connection.cursor() as cursor:
        for some in batches(rows):
            places = ", ".join(["(%s, %s)"] * len(some))
            values = [value for row in some for value in row]
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {places} "  # noqa: S608
                "ON CONFLICT DO NOTHING",
                values,
            )


# -- looking up ----------------------------------------------------------------------------------


def matching(businesses: QuerySet, text: str, *, key: str = "pk") -> QuerySet:
    """Those of `businesses` that hold every word of `text`, or its beginning, in their order.

    A registry number (KPG-000123) finds that business alone, or the one it was merged into; of
    a bare number (123) the business of that number comes first.

    Args:
        businesses: or rows that point to one.
        key: the column that holds the key of the business.
    """
    words = words_of(text)[:MOST_WORDS]
    if (number := _registry_number(text)) is not None:
        return businesses.filter(**{f"{key}__in": _numbered(number)})
    found = _holding(businesses, words, text, model=BusinessWord, link="business_id", key=key)
    if len(words) == 1 and words[0].isdecimal() and key == "pk":
        return _first(found, _code(words[0]))
    return found


def walking(businesses: QuerySet, text: str, *, key: str = "pk") -> QuerySet:
    """The same as `matching`, asked row by row: fast along a list in which many match."""
    for word in words_of(text)[:MOST_WORDS]:
        hits = _beginning(BusinessWord, word).values("business_id")
        businesses = businesses.filter(**{f"{key}__in": hits})
    return businesses


def matching_owners(owners: QuerySet, text: str, *, key: str = "pk") -> QuerySet:
    """Those of `owners`, or of rows that point to one, whose names hold every word of `text`."""
    words = words_of(text)[:MOST_WORDS]
    return _holding(owners, words, text, model=OwnerWord, link="owner_id", key=key)


def _holding(
    rows: QuerySet, words: list[str], text: str, *, model: type[Word], link: str, key: str
) -> QuerySet:
    """Narrow `rows` to the keys that have all `words`.

    The words are intersected among themselves, before the wide rows come into it.
    """
    if not words:
        return rows.none() if text.strip() else rows
    first, *others = dict.fromkeys(words)
    keys = _beginning(model, first)
    for word in others:
        keys = keys.filter(**{f"{link}__in": _beginning(model, word).values(link)})
    return rows.filter(**{f"{key}__in": keys.values(link)})


def _beginning(model: type[Word], word: str) -> QuerySet:
    """The entries that begin with `word`: one range of the index. Short numbers match whole."""
    if word.isdecimal() and len(word) < SHORTEST_NUMBER:
        return model.objects.filter(word=word)
    return model.objects.filter(word__range=(word, word + LAST))


def _registry_number(text: str) -> str | None:
    """The digits of KPG-000123, kpg 123 or KPG123; None for anything else."""
    prefix = re.escape(settings.REGISTRY_CODE_PREFIX.lower())
    found = re.fullmatch(rf"{prefix} ?([0-9]+)", fold(text))
    return found[1] if found else None


def _code(number: str) -> str:
    """The registry number as it is stored, of digits as they are typed."""
    return f"{settings.REGISTRY_CODE_PREFIX}-{number.lstrip('0'):0>6}"


def _numbered(number: str) -> list[int]:
    """The key of the business of this registry number; of a merged one, of what it became."""
    found = Business.with_merged.filter(code=_code(number)).first()
    while found is not None and found.merged_into_id is not None:
        found = Business.with_merged.get(pk=found.merged_into_id)
    return [found.pk] if found is not None else []


def _first(businesses: QuerySet, code: str) -> QuerySet:
    """The same list, with the business of this registry number on top."""
    order = businesses.query.order_by or businesses.model._meta.ordering
    on_top = Case(When(code=code, then=Value(0)), default=Value(1), output_field=IntegerField())
    return businesses.order_by(on_top, *order)
