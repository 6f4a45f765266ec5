"""What is asked about many businesses, in the words of the question."""

from datetime import date

from django.db import models

from businesses import scope


class CurrentBusinesses(models.Manager):
    """The register: a business that was merged into another is no longer one of its own."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)


class BusinessQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "BusinessQuerySet":
        """Those in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        return self if ids is None else self.filter(kelurahan_id__in=ids)

    def registered_by(self, on: date) -> "BusinessQuerySet":
        """Those that were in the register on that day."""
        return self.filter(registered_on__lte=on)

    def awaiting_verification(self) -> "BusinessQuerySet":
        return self.filter(verification_status=self.model.Verification.SUBMITTED)

    def verified(self) -> "BusinessQuerySet":
        return self.filter(verification_status=self.model.Verification.VERIFIED)

    def active(self) -> "BusinessQuerySet":
        return self.filter(activity_status=self.model.Activity.ACTIVE)

    def public(self) -> "BusinessQuerySet":
        """Those that the city publishes: verified, active, with consent, and not hidden."""
        return self.verified().active().filter(consent_given_on__isnull=False, visibility="shown")
