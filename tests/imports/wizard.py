"""A list on its way through the wizard, and its forms as a browser without scripts sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from imports.models import Upload
from tests.imports.lists import csv_bytes
from tests.pages import form_with

HEADING = ["Nama", "Nama Pemilik", "Kelurahan", "Kolom A", "Kategori"]
ROWS = (
    ["Kios Melati", "Ester Uji", "Oesapa Sel", "0860 0000 0101", "Zzz"],
    ["Kios Mawar", "Yosef Uji", "Fontein", "0860 0000 0102", ""],
    ["Kios Anggrek", "Marta Uji", "Oesapa Sel", "0860 0000 0103", ""],
)
LIST = csv_bytes(HEADING, *ROWS)
START = "/admin/impor/"


def file_of(data: bytes, name: str = "daftar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def page_of(upload: Upload, name: str) -> str:
    return reverse(f"imports:{name}", args=[upload.pk])


def send(
    client: Client, url: str, response: HttpResponse, field: str, **changes: str
) -> HttpResponse:
    """Send the form of a page that has this field, with some fields changed."""
    return client.post(url, {**form_with(response, field), **changes})
