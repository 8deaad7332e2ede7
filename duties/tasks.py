"""Tasks wake actions up. Both may run twice, late, or in several workers."""

from celery import shared_task
from django.conf import settings

from common import clock
from duties import actions, transport


@shared_task(name="duties.tasks.tick", ignore_result=True)
def tick() -> None:
    actions.tick(clock.now())


@shared_task(name="duties.tasks.deliver_notices", ignore_result=True)
def deliver_notices() -> None:
    actions.deliver_notices(clock.now())
    if settings.WEB_URL:
        actions.note_web(clock.now(), answered=transport.web_answers())
