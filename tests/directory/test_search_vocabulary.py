"""The words of the directory equal what the listings hold, whatever happens to them."""

import random
import threading

import pytest
from django.db import connection, transaction

from businesses.models import Business, Product
from directory import projection
from directory.models import Listing, VocabularyWord, WordDelete
from directory.search import index, vocabulary

SYLLABLES = "ka na sei to ba".split()


def counts(*words: str) -> list[int]:
    stored = dict(VocabularyWord.objects.values_list("word", "listings"))
    return [stored.get(word, 0) for word in words]


def test_a_word_counts_once_for_each_listing_that_holds_it(publish):
    publish(name="Kopi Kopi", sold=({"name": "Kopi susu"},))
    publish(name="Depot", activity="Menjual kopi")
    assert counts("kopi", "susu", "depot", "teh") == [2, 1, 1, 0]
    assert vocabulary.is_right()


def test_a_withdrawn_business_takes_its_words_along(publish):
    business = publish(name="Rahayu Kencana", landmark="Gang Tersembunyi")
    publish(name="Kencana")
    assert counts("rahayu", "kencana", "tersembunyi") == [1, 2, 1]
    assert WordDelete.objects.filter(word="rahayu").count() == 6
    Business.objects.filter(pk=business.pk).update(visibility="hidden")
    projection.refresh([business.pk])
    assert counts("rahayu", "kencana", "tersembunyi") == [0, 1, 0]
    assert not WordDelete.objects.filter(word__in=["rahayu", "tersembunyi"]).exists()
    held = "directory_listing_fts" if connection.vendor == "sqlite" else "directory_listing_words"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {held}")  # noqa: S608
        assert cursor.fetchall() == [("kencana",)]
    assert projection.check() == []


def test_a_changed_business_changes_only_what_differs(publish, django_assert_max_num_queries):
    business = publish(name="Depot Lama")
    Business.objects.filter(pk=business.pk).update(name="Depot Baru")
    projection.refresh([business.pk])
    assert counts("depot", "lama", "baru") == [1, 0, 1]
    with django_assert_max_num_queries(0):
        vocabulary.Change().write()


@pytest.mark.parametrize(
    ("word", "number"), [("sei", 0), ("tenun", 5), ("mama", 4), ("3in1x", 0), ("aaaa", 1)]
)
def test_words_are_shortened_by_a_letter(word, number):
    short = vocabulary.shortened(word)
    assert len(short) == number
    assert all(len(one) == len(word) - 1 for one in short)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_exact_after_anything(publish, seed):
    chance = random.Random(seed)

    def words(number: int) -> str:
        return " ".join("".join(chance.choices(SYLLABLES, k=2)) for _ in range(number))

    shops = [publish(name=words(2), sold=({"name": words(1)},)).pk for _ in range(8)]
    for _step in range(25):
        some = chance.sample(shops, chance.randint(1, 4))
        rows = Business.objects.filter(pk__in=some)
        what = chance.choice(("name", "hide", "show", "products", "rebuild"))
        if what == "name":
            rows.update(name=words(2))
        elif what == "products":
            Product.objects.filter(business__in=some).update(name=words(2))
        elif what == "rebuild":
            projection.rebuild()
        else:
            rows.update(visibility="hidden" if what == "hide" else "visible")
        projection.refresh(some)
        assert vocabulary.is_right(), (what, some)
    assert projection.check() == []


def test_a_check_sees_a_wrong_word_a_wrong_count_and_a_wrong_index(publish):
    business = publish(name="Depot")
    VocabularyWord.objects.create(word="asing", listings=1)
    assert [found.problem for found in projection.check()] == ["vocabulary"]
    projection.rebuild()
    VocabularyWord.objects.filter(word="depot").update(listings=7)
    assert [found.problem for found in projection.check()] == ["vocabulary"]
    projection.rebuild()
    WordDelete.objects.filter(word="depot").first().delete()
    assert [found.problem for found in projection.check()] == ["vocabulary"]
    projection.rebuild()
    index.remove([business.pk])
    assert [found.problem for found in projection.check()] == ["search index"]
    projection.rebuild()
    assert projection.check() == []


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_many_at_a_time_neither_wait_in_a_circle_nor_lose_a_count(register):
    """Eight writers add and take the same words, each in an order of its own."""
    words = [f"kata{letter}" for letter in "abcdefghijkl"]
    failures: list[Exception] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _turn in range(15):
                with transaction.atomic():
                    change = vocabulary.Change()
                    change.listings.update(chance.sample(words, 6))
                    change.write()
                held = list(change.listings)
                assert held == []
            change = vocabulary.Change()
            change.listings.update(words)
            change.write()
            change.listings.subtract(words)
            change.write()
        except Exception as error:  # noqa: BLE001  shown by the test itself
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    total = sum(VocabularyWord.objects.filter(word__in=words).values_list("listings", flat=True))
    assert total == 8 * 15 * 6
    assert not Listing.objects.exists()
