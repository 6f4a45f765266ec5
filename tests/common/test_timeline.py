"""Every model says whose history its rows belong to, and what it says exists."""

from common import timeline
from common.privacy import own_models
from common.records import Step


def test_every_child_and_every_step_says_whose_history_it_belongs_to():
    roots = {"Business", "Owner", "CoverageTarget", "LetterTemplate"}
    silent = [
        model.__name__
        for model in own_models()
        if (timeline.keeps_states(model) or issubclass(model, Step))
        and model.__name__ not in roots
        and not timeline.declared(model, "of")
    ]
    assert silent == []


def test_what_class_history_says_exists():
    for model in own_models():
        names = {field.name for field in model._meta.concrete_fields}
        for path in (*timeline.declared(model, "of"), *timeline.declared(model, "places")):
            assert timeline._target(model, path), (model, path)
        assert set(timeline.declared(model, "hidden")) <= names
        assert set(timeline.declared(model, "labels", {})) <= names
        assert set(timeline.declared(model, "named_by")) <= names
