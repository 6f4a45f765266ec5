"""`manage.py setup`: everything a server needs before it serves. Safe to run again and again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import roles
from businesses import photos
from common import reference
from directory import projection
from umkm_registry import static_files
from umkm_registry.catalogue import compile_messages


class Command(BaseCommand):
    help = "Migrate, load reference data and roles, compile texts, collect static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-static", action="store_true", help="leave the static files as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            settings.VAR_DIR.mkdir(exist_ok=True)
        compiled = compile_messages(settings.LOCALE_PATHS[0])
        executor = MigrationExecutor(connection)
        is_update = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        call_command("migrate", verbosity=0, interactive=False)
        loaded = reference.load_all()
        sizes = photos.add_sizes()
        roles.sync()
        changes = sum(table.new + table.changed + table.retired for table in loaded)
        if is_update or changes or sizes:
            projection.rebuild()  # listings repeat names, and an update may change their shape
        if not options["no_static"]:
            static_files.collect()
        self.stdout.write(
            f"Set up: {len(loaded)} reference tables ({changes} changes), "
            f"{len(roles.ROLES)} roles, {compiled} catalogues compiled."
        )
