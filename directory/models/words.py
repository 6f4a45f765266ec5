"""The vocabulary of the directory, by which a misspelt word is put right, and synonyms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VocabularyWord(models.Model):
    """A folded word of some listing. `directory.search.vocabulary` writes it.

    Attributes:
        listings: how many listings hold it; at none the word goes.
    """

    word = models.CharField(_("word"), max_length=40, primary_key=True)
    listings = models.PositiveIntegerField(_("listings"), default=0)

    class Meta:
        verbose_name = _("word of the directory")
        verbose_name_plural = _("words of the directory")
        default_permissions = ()

    class Privacy:
        public = {"word", "listings"}

    def __str__(self) -> str:
        return self.word


class WordDelete(models.Model):
    """A word of the vocabulary with one letter left out: a typo and its word meet in one."""

    shortened = models.CharField(_("shortened"), max_length=40)
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        verbose_name = _("shortened word")
        verbose_name_plural = _("shortened words")
        default_permissions = ()
        indexes = [models.Index(fields=["word"], name="worddelete_word")]
        constraints = [
            models.UniqueConstraint(fields=["shortened", "word"], name="worddelete_once")
        ]

    class Privacy:
        public = {"id", "shortened", "word"}

    def __str__(self) -> str:
        return self.shortened


class Synonym(models.Model):
    """Words that visitors use for the same thing: *daging asap* and *sei*."""

    words = models.CharField(
        _("words"),
        max_length=300,
        unique=True,
        help_text=_("Words or phrases that mean the same, separated by commas: daging asap, sei"),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    class Privacy:
        public = {"id", "words"}

    def __str__(self) -> str:
        return self.words
