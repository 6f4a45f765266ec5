"""What the apps above are told: the licences of some owners changed.

Sent inside the transaction of the change with the primary keys of the businesses concerned.
"""

from django.dispatch import Signal

licence_changed = Signal()  # arguments: ids (list[int]) of businesses
