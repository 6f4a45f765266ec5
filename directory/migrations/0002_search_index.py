"""The first search index, which each engine keeps in its own way; 0005 replaces it."""

from django.db import migrations

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE directory_listing_fts "
    "USING fts5(words, tokenize = 'unicode61', prefix = '2 3')",
    "postgresql": "CREATE INDEX directory_listing_words ON directory_listing USING gin "
    "(to_tsvector('simple'::regconfig, search_name || ' ' || search_text))",
}
DROP = {
    "sqlite": "DROP TABLE IF EXISTS directory_listing_fts",
    "postgresql": "DROP INDEX IF EXISTS directory_listing_words",
}


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute(DROP[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
