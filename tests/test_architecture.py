"""The layers, as docs/architecture.md draws them: imports point down, and names say something."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from common.workflow import TABLES

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "common": 0,
    "accounts": 1,
    "businesses": 2,
    "licensing": 3,
    "programmes": 3,
    "imports": 4,
    "reports": 4,
    "directory": 4,
    "umkm_registry": 5,
}
NAMELESS = {"utils", "helpers", "services", "managers", "misc"}
SOURCES = sorted(path for app in LAYERS for path in (ROOT / app).rglob("*.py"))


def imported_modules(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file it does so."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def app_of(module: str) -> str:
    return module.split(".")[0]


def violations() -> list[str]:
    found = []
    for path in SOURCES:
        app = path.relative_to(ROOT).parts[0]
        for module in sorted(imported_modules(path)):
            target = app_of(module)
            if target in LAYERS and target != app and LAYERS[target] >= LAYERS[app]:
                found.append(f"{path.relative_to(ROOT)} imports {module}")
    return found


def test_there_is_code_to_look_at():
    assert len(SOURCES) > 60


def test_imports_point_down_only():
    assert violations() == []


def test_an_upward_import_would_be_seen(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def late():\n    from directory.models import Listing\n    return Listing\n")
    assert "directory.models" in imported_modules(file)
    assert LAYERS["directory"] > LAYERS["businesses"]


def dependencies(path: Path) -> set[str]:
    """The apps that a migration depends on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "dependencies":
            tuples = [item for item in node.value.elts if isinstance(item, ast.Tuple)]
            return {item.elts[0].value for item in tuples}
    return set()


def test_migrations_depend_on_lower_layers_only():
    migrations = [
        path for path in SOURCES if path.parent.name == "migrations" and path.stem[0] == "0"
    ]
    assert len(migrations) >= 5
    for path in migrations:
        layer = LAYERS[path.relative_to(ROOT).parts[0]]
        assert all(LAYERS.get(app, 0) <= layer for app in dependencies(path)), path


def test_relations_point_down_only():
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in LAYERS:
            continue
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            target = getattr(field.related_model, "_meta", None)
            if target is not None and target.app_label in LAYERS:
                assert LAYERS[target.app_label] <= LAYERS[app], f"{model.__name__}.{field.name}"


def test_file_names_say_what_is_in_them():
    assert [str(path) for path in SOURCES if path.stem in NAMELESS] == []


def test_no_module_is_too_long_to_read():
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
        if path.parent.name != "migrations"
    }
    assert {name: lines for name, lines in long.items() if lines > 350} == {}


def test_the_public_app_reads_listings_only():
    """Outside its projection, the directory never touches the records behind a listing."""
    allowed = {"projection.py", "published.py", "lasting_addresses.py", "receivers.py"}
    private = {"Business", "Owner", "Product", "Photo", "Nib", "Permit"}
    for path in (ROOT / "directory").rglob("*.py"):
        if path.name in allowed or "migrations" in path.parts or path.parent.name == "models":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and app_of(node.module or "") in {"businesses", "licensing"}
            for alias in node.names
        }
        assert not names & private, f"{path.name} imports {names & private}"


def test_signals_of_models_are_not_used_inside_the_house():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert "post_save" not in text, path
        assert "pre_save.connect" not in text, path


def test_the_tables_are_known_by_name():
    expected = {"verification", "activity", "publication", "duplicates", "data_request"}
    assert expected | {"nib", "case"} <= set(TABLES)


@pytest.mark.parametrize("workflow", TABLES.values(), ids=lambda w: w.name)
def test_every_status_of_a_table_can_be_reached(workflow):
    assert workflow.unreachable() == set()


@pytest.mark.parametrize("workflow", TABLES.values(), ids=lambda w: w.name)
def test_the_docs_draw_the_tables_as_they_are(workflow):
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    diagrams = [set(part.split("```")[0].split("\n")) - {""} for part in text.split("```mermaid\n")]
    assert set(workflow.mermaid().split("\n")) in diagrams


def test_apps_are_listed_lowest_layer_first():
    ours = [app_of(name) for name in settings.INSTALLED_APPS if app_of(name) in LAYERS]
    ours = [app for app in ours if app != "umkm_registry"]
    assert ours == sorted(ours, key=lambda app: LAYERS[app])
