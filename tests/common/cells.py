"""What a cell can hold, for property tests of the readers, and how a refusal is asked for."""

from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from common.readings import Reading, Unreadable

NUMBERS = (
    st.integers()
    | st.integers(min_value=0, max_value=10**17)
    | st.floats()
    | st.decimals()
    | st.sampled_from([10**5000, -(10**5000), 1e300, -0.0, 5e-324])
)
NUMERIC_TEXT = st.text(alphabet="0123456789+-.,;/ ()eE'\u00a0\u200b\uff10\u0663", max_size=40)
WORDY_TEXT = st.lists(
    st.sampled_from(
        ["rp", "juta", "rb", "m", "atau", "RT", "RW", "/", "-", ",-", "+62", "08", "S", "BT"]
        + ["1", "005", "1.500", "-10.17", "123,6", "10°", "12'", '"', "lat", "geo:", "@", "2,5"]
        + ["tidak ada", "n/a", "\n", " ", "\x00", "\ud800", "NaN", "1e5", "http:", "?q="]
    ),
    max_size=12,
).map("".join)
ANYTHING = st.none() | st.booleans() | NUMBERS | st.text() | NUMERIC_TEXT | WORDY_TEXT


def outcome(read: Callable[..., object], *raw: object) -> object:
    """What `read` gives, or the Unreadable that it raises; any other exception passes."""
    try:
        return read(*raw)
    except Unreadable as refused:
        return refused


def refusal(read: Callable[..., Reading], *raw: object) -> str:
    """The code with which `read` refuses `raw`; the test fails if it does not refuse."""
    with pytest.raises(Unreadable) as refused:
        read(*raw)
    assert str(refused.value)
    return refused.value.code
