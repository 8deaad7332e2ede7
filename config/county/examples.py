"""What the demo's pages show on the first morning, made through the same actions the pages use.

Each function takes `now` and is called once, on an empty county, in this order.
"""

from collections.abc import Callable
from datetime import datetime

EXAMPLE_DAYS = 10
"""So many days before the first morning of the demo the offices opened."""

EXAMPLES: list[Callable[[datetime], None]] = []
