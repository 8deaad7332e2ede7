"""How papers move, and what a row's own instants say. Pure, and below the models so that they may ask it."""

from common.flow import Flow
from reporting.choices import OrderState

ORDER_FLOW: Flow[OrderState] = Flow(
    {
        OrderState.ISSUED: {OrderState.SIGNED},
        OrderState.SIGNED: {OrderState.REPLIED},
        OrderState.REPLIED: {OrderState.SIGNED, OrderState.CLOSED},  # sent back, or closed
        OrderState.CLOSED: set(),
    }
)
