#!/usr/bin/env python3
"""Finds every translatable text of the project and keeps the Indonesian catalogue complete.

    tools/messages.py            adds what is new to locale/id, drops what is gone, lists gaps
    tools/messages.py FILE.tsv   also fills gaps from lines "msgid<TAB>translation"

It reads Python by its syntax tree, templates through Django's own template parser and public pages
through Jinja2's, so it needs no gettext on the machine. In a plural, the TSV line is that of the
singular.
"""

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"
PAGES = ROOT / "templates" / "public"
SKIPPED = {".venv", "var", "tests", "tools", "benchmarks", ".git", "node_modules"}
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(
    r"\b(?P<name>gettext|ngettext|pgettext|npgettext)\((?P<args>(?:[^()]|\([^()]*\))*)\)"
)


class Text(NamedTuple):
    """One translatable text."""

    context: str | None
    msgid: str
    plural: str | None


def constant(node: ast.expr) -> str | None:
    """The text of a literal, adjacent strings joined; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def text_of_call(name: str, arguments: list[ast.expr]) -> Text | None:
    values = [constant(argument) for argument in arguments[:2]]
    if not values or values[0] is None:
        return None
    if name in PLURAL and len(values) == 2:
        return Text(None, values[0], values[1])
    if name in CONTEXT and len(values) == 2 and values[1] is not None:
        return Text(values[0], values[1], None)
    return Text(None, values[0], None) if name in SINGULAR else None


def python_texts(source: str) -> set[Text]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            text = text_of_call(name, node.args)
            if text is not None:
                found.add(text)
    return found


def template_texts(source: str, origin: str) -> set[Text]:
    found = set()
    for call in CALL.finditer(templatize(source, origin=origin)):
        expression = ast.parse(f"f({call['args'].strip().rstrip(',')})", mode="eval").body
        text = text_of_call(call["name"], expression.args)
        if text is not None:
            found.add(text)
    return found


def page_texts(source: str) -> set[Text]:
    """The texts of a public page, which is a Jinja2 template."""
    found = set()
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            literals = [
                ast.Constant(one.value if isinstance(one, nodes.Const) else None)
                for one in call.args
            ]
            text = text_of_call(call.node.name, literals)
            if text is not None:
                found.add(text)
    return found


def sources(suffix: str) -> list[Path]:
    return sorted(
        path
        for path in ROOT.rglob(f"*{suffix}")
        if not SKIPPED & set(path.relative_to(ROOT).parts[:-1])
    )


def extract() -> dict[Text, list[str]]:
    """Every text of the project with the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path in sources(".py"):
        for text in python_texts(path.read_text(encoding="utf-8")):
            found.setdefault(text, []).append(str(path.relative_to(ROOT)))
    for path in [*sources(".html"), *sources(".txt")]:
        if "templates" not in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        is_page = PAGES in path.parents
        for text in page_texts(source) if is_page else template_texts(source, str(path)):
            found.setdefault(text, []).append(str(path.relative_to(ROOT)))
    return found


def update(translations: dict[str, str]) -> list[str]:
    """Bring the catalogue in step with the sources; return the texts without a translation."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=98)
    texts = extract()
    known = {Text(e.msgctxt, e.msgid, e.msgid_plural or None): e for e in catalogue}
    for text in known.keys() - texts.keys():
        catalogue.remove(known[text])
    for text in texts.keys() - known.keys():
        entry = polib.POEntry(msgctxt=text.context, msgid=text.msgid)
        if text.plural is not None:
            entry.msgid_plural, entry.msgstr_plural = text.plural, {0: ""}
        catalogue.append(entry)
    for entry in catalogue:
        given = translations.get(entry.msgid)
        if given and not entry.translated():
            if entry.msgid_plural:
                entry.msgstr_plural = {0: given}
            else:
                entry.msgstr = given
        key = Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None)
        entry.occurrences = [(file, "") for file in sorted(texts[key])]
    catalogue.sort(key=lambda e: (e.occurrences[0][0], e.msgid))
    catalogue.save()
    return [entry.msgid for entry in catalogue if not entry.translated()]


def read_tsv(path: Path) -> dict[str, str]:
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            msgid, translation = line.split("\t", 1)
            pairs[msgid.replace("\\n", "\n")] = translation.strip().replace("\\n", "\n")
    return pairs


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=True)
    given: dict[str, str] = {}
    for name in sys.argv[1:]:
        given |= read_tsv(Path(name))
    gaps = update(given)
    for gap in gaps:
        print(gap)
    sys.exit(1 if gaps else 0)
