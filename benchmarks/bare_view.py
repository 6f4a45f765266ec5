"""The yardstick of `benchmarks.public_pages`: a Django view that returns ten bytes, and no more."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="guards nothing",  # noqa: S106
)


def ten_bytes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"0123456789")


urlpatterns = [path("", ten_bytes)]
application = get_wsgi_application()
