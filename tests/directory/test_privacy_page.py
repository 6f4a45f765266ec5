"""What is published, in plain words."""

from pytest_django.asserts import assertContains


def test_it_says_what_how_and_whom_to_ask(client, register):
    response = client.get("/en/privasi/")
    assertContains(response, "withdraw your consent")
    assertContains(response, "Mal Pelayanan Publik")
    assertContains(response, "<h1>Privacy</h1>")


def test_every_page_leads_there(client, register):
    for address in ("/", "/usaha/", "/kategori/tenun/"):
        assertContains(client.get(address), 'href="/privasi/"')
    assertContains(client.get("/en/"), 'href="/en/privasi/"')


def test_queries(client, register, django_assert_num_queries):
    with django_assert_num_queries(2):  # the state, and whether this is a demonstration
        client.get("/privasi/")
    with django_assert_num_queries(1):
        client.get("/privasi/")
