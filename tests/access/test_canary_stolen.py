"""What a thief finds in the database server's dump and in the broker: no planted word. On both engines."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from config.access.canary import Canary, dumps
from config.celery import app
from duties import tasks

pytestmark = pytest.mark.postgres

QUEUE = "canary-walk"
READERS = {
    b"string": lambda server, key: [server.get(key)],
    b"list": lambda server, key: server.lrange(key, 0, -1),
    b"set": lambda server, key: server.smembers(key),
    b"hash": lambda server, key: [part for pair in server.hgetall(key).items() for part in pair],
    b"zset": lambda server, key: server.zrange(key, 0, -1),
    b"none": lambda server, key: [],
}


@pytest.fixture
def broker() -> Iterator[redis.Redis | None]:
    """The broker of this run with a real message of each task on its line; None for `memory://`."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        yield None
        return
    server = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    app.conf.update(task_always_eager=False)
    for task in (tasks.tick, tasks.deliver_notices):
        task.apply_async(queue=QUEUE)
    yield server
    app.conf.update(task_always_eager=True)
    server.delete(QUEUE, f"_kombu.binding.{QUEUE}")


def kept(server: redis.Redis) -> dict[bytes, bytes]:
    """Everything under every key, whatever its type."""
    found = {}
    for key in server.scan_iter():
        parts = READERS[server.type(key)](server, key)
        found[key] = b"\n".join([key, *(part for part in parts if part)])
    return found


def hits(canary: Canary, where: str, text: bytes) -> list[str]:
    fresh = Canary(canary.world, canary.ear)
    fresh.look(where, text)
    return sorted({hit.field for hit in fresh.hits})


def test_neither_the_dump_nor_the_broker_holds_a_planted_word(canary, broker):
    texts = dict(dumps())
    if broker is not None:
        keys = kept(broker)
        assert b"duties.tasks" in keys[QUEUE.encode()]
        texts |= {f"redis:{key.decode(errors='replace')}": text for key, text in keys.items()}
    assert len(texts["database:dump"]) > 10_000
    assert [(where, found) for where, text in texts.items() if (found := hits(canary, where, text))] == []


def test_a_word_left_in_the_broker_is_found(canary, broker):
    planted = canary.world.children["own"].name
    if broker is None:
        assert hits(canary, "redis:planted", planted.encode()) == ["name"]
        return
    broker.rpush(QUEUE, planted)
    assert hits(canary, "redis:planted", kept(broker)[QUEUE.encode()]) == ["name"]
