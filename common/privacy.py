"""Privacy classes: every field of every model says who may see it (UU 27/2022).

A model declares them once, and masking, history, exports and the public projection read them:

    class Privacy:
        public = {"name"}        # anyone
        consented = {"phone"}    # anyone, once the owner agreed to it
        internal = {"notes"}     # staff
        restricted = {"nik"}     # staff with the permission for it; every look is logged
        personal = {"phone"}     # of these: in histories only as "changed"
        erased = {"landmark"}    # goes as well when the person asks for erasure
        named = {"name"}         # goes only where the person's name stands in it
        kept = {"number"}        # stays all the same
        sure = Q(likeness=0)     # rows that only may be the person's are nobody's file
"""

from enum import StrEnum
from functools import lru_cache

from django.apps import apps
from django.core import checks
from django.db.models import Field, Model, TextField


class PrivacyClass(StrEnum):
    PUBLIC = "public"
    CONSENTED = "consented"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


def own_models() -> list[type[Model]]:
    """Models of this project; the history tables inherit the classes of what they record."""
    third_party = {"django", "axes", "simple_history", "csp", "whitenoise"}
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] not in third_party and not hasattr(model, "instance_type")
    ]


def field_names(model: type[Model]) -> set[str]:
    """Every stored field of `model`, many-to-many included."""
    meta = model._meta
    return {field.name for field in (*meta.local_fields, *meta.fields, *meta.many_to_many)}


def declared(model: type[Model]) -> dict[PrivacyClass, set[str]]:
    """What `class Privacy` of `model` says; a class that is not named is empty."""
    privacy = getattr(model, "Privacy", None)
    return {kind: set(getattr(privacy, kind.value, ())) for kind in PrivacyClass}


def class_of(model: type[Model], field: str | Field) -> PrivacyClass:
    """The class of one field. An unknown field counts as restricted: deny by default."""
    name = field if isinstance(field, str) else field.name
    for kind, names in declared(model).items():
        if name in names:
            return kind
    return PrivacyClass.RESTRICTED


@lru_cache(maxsize=1024)
def is_personal(model: type[Model], field: str | Field) -> bool:
    """Whether a value of this field is kept out of histories, standard exports and logs."""
    personal = set(getattr(getattr(model, "Privacy", None), "personal", ()))
    name = field if isinstance(field, str) else field.name
    return name in personal or class_of(model, name) is PrivacyClass.RESTRICTED


def erased_fields(model: type[Model]) -> list[Field]:
    """What goes when the person asks for erasure (UU 27/2022).

    Consented, restricted and personal values, every long text in which somebody may have been
    named, and what `Privacy.erased` adds; `Privacy.kept` says what stays all the same.
    """
    privacy, classes = getattr(model, "Privacy", None), declared(model)
    goes = classes[PrivacyClass.CONSENTED] | classes[PrivacyClass.RESTRICTED]
    goes |= {field.name for field in model._meta.concrete_fields if type(field) is TextField}
    goes |= set(getattr(privacy, "personal", ())) | set(getattr(privacy, "erased", ()))
    goes -= set(getattr(privacy, "kept", ()))
    return [field for field in model._meta.concrete_fields if field.name in goes]


def named_fields(model: type[Model]) -> list[Field]:
    """What stays unless the person is named in it (`Privacy.named`): the name of a business."""
    names = set(getattr(getattr(model, "Privacy", None), "named", ()))
    return [field for field in model._meta.concrete_fields if field.name in names]


@checks.register("privacy")
def check_every_field_is_classified(app_configs: object, **kwargs: object) -> list[checks.Error]:
    """A field without a class, with two, or a class for a field that is not there: an error."""
    errors = []
    for model in own_models():
        classes = declared(model)
        names = [name for members in classes.values() for name in members]
        fields = field_names(model)
        problems = {
            "unclassified": fields - set(names),
            "classified twice": {name for name in names if names.count(name) > 1},
            "not a field": set(names) - fields,
        }
        errors += [
            checks.Error(
                f"{model._meta.label}: {problem}: {', '.join(sorted(found))}",
                hint="Name each field once in the model's class Privacy.",
                id="privacy.E001",
            )
            for problem, found in problems.items()
            if found
        ]
    return errors
