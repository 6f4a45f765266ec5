"""The number that says whether the directory changed: it moves with every change, in any order."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory import projection, state
from directory.models import DirectoryChange

WAIT = 20  # seconds; a test that hangs says so
on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time"
)


@pytest.mark.django_db
def test_it_moves_with_every_change_and_names_it(publish):
    first = publish()
    before = state.number()
    second = publish()
    assert state.number() > before
    assert state.since(before) == {second.pk}
    after = state.number()
    projection.refresh([first.pk, second.pk])
    assert state.since(after) == {first.pk, second.pk}
    assert state.since(state.number()) == set()


@pytest.mark.django_db
def test_what_may_touch_anything_makes_all_be_read_anew(publish):
    publish()
    before = state.number()
    state.note_all()
    assert state.number() > before
    assert state.since(before) is None
    assert state.since(state.number()) == set()


@pytest.mark.django_db
def test_whoever_is_far_behind_reads_all_anew(publish, monkeypatch):
    publish()
    before = state.number()
    monkeypatch.setattr(state, "KEPT", 3)
    state.note([1, 2, 3, 4, 5])
    assert state.since(before) is None
    state.note_all()  # forgets what is far behind
    assert not DirectoryChange.objects.filter(id=before).exists()
    assert state.since(before) is None


@pytest.mark.django_db
def test_a_change_that_is_taken_back_leaves_the_number(publish):
    publish()
    before = state.number()
    with transaction.atomic():
        state.note([7])
        transaction.set_rollback(True)
    assert state.number() == before
    assert state.since(before) == set()


class Late:
    """A change on a connection of its own, which is committed when it is told to."""

    def __init__(self, note) -> None:
        self.note, self.noted, self.may_commit = note, Event(), Event()
        self.pool = ThreadPoolExecutor(max_workers=1)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self.note()
                self.noted.set()
                assert self.may_commit.wait(WAIT)
        finally:
            self.noted.set()
            connection.close()

    def __enter__(self) -> "Late":
        self.done = self.pool.submit(self._run)
        assert self.noted.wait(WAIT)
        return self

    def commit(self) -> None:
        self.may_commit.set()
        self.done.result(WAIT)

    def __exit__(self, *args: object) -> None:
        self.commit()
        self.pool.shutdown()


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_with_a_low_number_that_is_committed_late_is_seen(register):
    with Late(lambda: state.note([101])) as late:
        state.note([202])  # a higher number, committed first
        seen = state.number()
        assert 101 not in DirectoryChange.objects.values_list("business_id", flat=True)
        late.commit()
        low = DirectoryChange.objects.filter(business_id=101).order_by("id").first()
        assert low.pk < seen  # the number alone would not have told
        assert state.number() > seen
        assert state.since(seen) == {101}


@on_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("note", [state.note_all, lambda: state.note(range(1, 600))])
def test_a_large_change_that_is_committed_late_is_seen(register, note):
    with Late(note) as late:
        state.note([202])
        seen = state.number()
        late.commit()
        assert state.number() > seen
        assert state.since(seen) is None


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_kept_before_a_late_commit_is_made_anew(publish):
    shop, other = publish(name="Kios Lambat"), publish(name="Kios Lain")

    def withdraw() -> None:
        type(shop).objects.filter(pk=shop.pk).update(visibility="hidden")
        projection.refresh([shop.pk])

    with Late(withdraw) as late:
        projection.refresh([other.pk])
        client = Client()
        tag = client.get("/usaha/")["ETag"]
        assert shop.code in client.get("/usaha/").text  # not withdrawn yet
        late.commit()
        assert shop.code not in client.get("/usaha/").text
        assert client.get("/usaha/", headers={"If-None-Match": tag}).status_code == 200
        assert client.get(f"/usaha/{shop.code}/").status_code == 410


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_opened_anew(client, register):
    assert client.get("/usaha/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (served_by,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [served_by])
    other.close()
    assert client.get("/usaha/").status_code == 200


def test_the_first_question_tries_the_connection_itself(register, monkeypatch):
    """No other question before it, and a fault within a transaction is not hidden."""
    connection.health_check_done = False
    with CaptureQueriesContext(connection) as asked:
        state.first_number()
    assert len(asked) == 1
    assert connection.health_check_done

    def fail():
        raise OperationalError

    monkeypatch.setattr(state, "number", fail)
    with pytest.raises(OperationalError):
        state.first_number()
