"""The words under which a business and an owner are found: see `businesses.words`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.models.businesses import Business
from businesses.models.owners import Owner

LONGEST_WORD = 40


class Word(models.Model):
    """One folded word, as the beginning of which something typed is looked up."""

    word = models.CharField(_("word"), max_length=LONGEST_WORD)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.word


class BusinessWord(Word):
    """A word of the name, the registry number or the owner of a business."""

    business = models.ForeignKey(
        Business, on_delete=models.CASCADE, related_name="words", db_index=False
    )

    class Meta:
        verbose_name = _("word of a business")
        verbose_name_plural = _("words of businesses")
        indexes = [models.Index(fields=["word", "business"], name="businessword_found")]
        constraints = [
            models.UniqueConstraint(fields=["business", "word"], name="businessword_once")
        ]

    class Privacy:
        internal = {"id", "business", "word"}


class OwnerWord(Word):
    """A word of the name of an owner, or of the person who answers for an entity."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="words", db_index=False)

    class Meta:
        verbose_name = _("word of an owner")
        verbose_name_plural = _("words of owners")
        indexes = [models.Index(fields=["word", "owner"], name="ownerword_found")]
        constraints = [models.UniqueConstraint(fields=["owner", "word"], name="ownerword_once")]

    class Privacy:
        internal = {"id", "owner", "word"}
