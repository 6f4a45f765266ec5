"""A search index that tells names and products from the rest, and stems of the vocabulary.

It is empty after this: `setup` makes the listings anew, and the index with them.
"""

from django.db import migrations

OLD = {
    "sqlite": "CREATE VIRTUAL TABLE directory_listing_fts "
    "USING fts5(words, tokenize = 'unicode61', prefix = '2 3')",
    "postgresql": "CREATE INDEX directory_listing_words ON directory_listing USING gin "
    "(to_tsvector('simple'::regconfig, search_name || ' ' || search_text))",
}
DROP_OLD = {
    "sqlite": "DROP TABLE IF EXISTS directory_listing_fts",
    "postgresql": "DROP INDEX IF EXISTS directory_listing_words",
}
NEW = {
    "sqlite": (
        "CREATE VIRTUAL TABLE directory_listing_fts USING fts5("
        "name, products, rest, ties UNINDEXED, "
        "tokenize = 'ascii', prefix = '2 3', detail = column, columnsize = 0)",
        "CREATE TABLE directory_listing_names (name text NOT NULL, business_id integer NOT NULL, "
        "PRIMARY KEY (name, business_id)) WITHOUT ROWID",
    ),
    "postgresql": (
        "CREATE TABLE directory_listing_words (business_id bigint PRIMARY KEY, "
        "ties smallint NOT NULL, name text NOT NULL, products text NOT NULL, "
        "words tsvector NOT NULL)",
        "CREATE INDEX directory_listing_words_index ON directory_listing_words USING gin ("
        "words, array_to_tsvector(string_to_array(name, ' ')), "
        "array_to_tsvector(array_remove(string_to_array(name || ' ' || products, ' '), ''))) "
        "WITH (fastupdate = off)",
        "CREATE INDEX directory_listing_words_names ON directory_listing_words "
        "(name text_pattern_ops, business_id)",
    ),
}
DROP_NEW = {
    "sqlite": (
        "DROP TABLE IF EXISTS directory_listing_fts",
        "DROP TABLE IF EXISTS directory_listing_names",
    ),
    "postgresql": ("DROP TABLE IF EXISTS directory_listing_words",),
}
# Only where the server has the dictionary; Debian's has.
STEMS = (
    "DO $$ BEGIN "
    "IF EXISTS (SELECT FROM pg_ts_dict WHERE dictname = 'indonesian_stem') THEN "
    "CREATE INDEX directory_vocabularyword_stem ON directory_vocabularyword "
    "(ts_lexize('indonesian_stem'::regdictionary, word)); END IF; END $$"
)
DROP_STEMS = "DROP INDEX IF EXISTS directory_vocabularyword_stem"


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (DROP_OLD[vendor], *NEW[vendor]):
        schema_editor.execute(statement)
    if vendor == "postgresql":
        schema_editor.execute(STEMS)


def drop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*DROP_NEW[vendor], OLD[vendor]):
        schema_editor.execute(statement)
    if vendor == "postgresql":
        schema_editor.execute(DROP_STEMS)


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_public_directory")]

    operations = [migrations.RunPython(create, drop)]
