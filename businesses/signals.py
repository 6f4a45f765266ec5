"""What the apps above are told: some businesses changed, or were published or withdrawn.

Sent inside the transaction of the change, with the *list* of primary keys, so that a bulk
change sends one signal. Receivers: the directory's projection.

`reference_changed` says that every page may look otherwise: a category or a place has another
name or went out of use, or the register was marked as a demonstration.
"""

from django.dispatch import Signal

business_changed = Signal()  # arguments: ids (list[int])
person_erased = Signal()  # arguments: ids (list[int]) of the businesses of the person
reference_changed = Signal()  # no arguments
