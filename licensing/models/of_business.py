"""Records of one business: cases, letters and visits are seen by those who see the business."""

from typing import Self

from django.db import models

from businesses import scope


class OfBusinessQuerySet(models.QuerySet):
    """Rows with a foreign key `business`."""

    def visible_to(self, user: models.Model) -> Self:
        """Those of businesses in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        return self if ids is None else self.filter(business__kelurahan_id__in=ids)
