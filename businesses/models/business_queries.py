"""What is asked about many businesses, in the words of the question."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from businesses import scope
from common.days import months_before


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
        """Submitted ones that still run: nobody goes to see a business that closed meanwhile."""
        submitted = self.filter(verification_status=self.model.Verification.SUBMITTED)
        return submitted.exclude(activity_status=self.model.Activity.CLOSED)

    def with_waiting_since(self) -> "BusinessQuerySet":
        """Adds `since`: the moment of the latest submission, by which the queue is ordered."""
        steps = self.model._meta.get_field("steps").related_model.objects
        submitted = steps.filter(
            business=OuterRef("pk"), to_status=self.model.Verification.SUBMITTED
        ).order_by("-at")
        latest = Subquery(submitted.values("at")[:1])
        return self.annotate(since=Coalesce(latest, F("updated_at")))

    def due_for_reverification(self, on: date) -> "BusinessQuerySet":
        """Verified ones that still run and were last looked at too long before `on`.

        They stay public: a deadline of ours is no fault of theirs.
        """
        limit = months_before(on, settings.REVERIFY_AFTER_MONTHS)
        closed = self.model.Activity.CLOSED
        return self.verified().filter(verified_on__lte=limit).exclude(activity_status=closed)

    def decidable_by(self, user: models.Model) -> "BusinessQuerySet":
        """Four eyes: those that `user` neither entered nor changed last, nor their owner."""
        return self.exclude(Q(created_by=user) | Q(updated_by=user) | Q(owner__updated_by=user))

    def verified(self) -> "BusinessQuerySet":
        return self.filter(verification_status=self.model.Verification.VERIFIED)

    def active(self) -> "BusinessQuerySet":
        return self.filter(activity_status=self.model.Activity.ACTIVE)

    def public(self) -> "BusinessQuerySet":
        """Those that the city publishes: verified, active, with consent, and not hidden."""
        return self.verified().active().filter(consent_given_on__isnull=False, visibility="shown")
