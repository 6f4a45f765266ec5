"""The search index, which each engine keeps in its own way."""

from django.db import migrations

from directory.search import engine


def create(apps, schema_editor):
    schema_editor.execute(engine().CREATE)


def drop(apps, schema_editor):
    schema_editor.execute(engine().DROP)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
