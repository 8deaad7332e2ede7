"""What the home township did for people: an event with its picture, a campaign, a post, a material."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from accounts.choices import Post, UnitKind
from common import clock
from common.quarters import quarter_of
from config.access.places import green
from config.access.world import NOW, World
from outreach import actions
from outreach.choices import Audience, Form, MaterialKind, OfficeKind, PlaceKind, Platform, Setting
from outreach.models import MaterialVersion

WHY = "示例：对象多，每季两次才够"


def outreach(world: World) -> None:
    """One row of each table of outreach, at NOW, in the home township."""
    clerk, village = world.who(Post.STATION_CLERK), world.unit(UnitKind.VILLAGE)
    today, quarter = clock.local_day(NOW), quarter_of(clock.local_day(NOW))
    campaign = actions.add_campaign(
        by=clerk, name="示例进万家", from_on=today, until_on=today, aim="", client_id=UUID(int=1)
    )
    material = actions.add_material(
        by=clerk,
        title="示例折页",
        kind=MaterialKind.LEAFLET,
        changes="示例：第一版",
        now=NOW,
        client_id=UUID(int=1),
    )
    version = actions.add_version(
        by=clerk, material=material, changes="示例：第二版", data=green(), now=NOW, client_id=UUID(int=2)
    )
    assert isinstance(version, MaterialVersion)
    world.named["outreach.MaterialVersion unit"] = version
    event = actions.EventIn(
        setting=Setting.COUNTRYSIDE,
        form=Form.LECTURE,
        topic="示例讲座",
        held_at=NOW,
        reach={Audience.IDLE: 12},
        campaign=campaign,
        versions=[version],
    )
    row = actions.record_event(
        by=clerk, done_by=clerk, place=village, event=event, now=NOW, client_id=UUID(int=1)
    )
    actions.add_photo(by=clerk, event=row, data=green(), now=NOW, client_id=UUID(int=1))
    at_market = actions.record_event(
        by=clerk,
        done_by=clerk,
        place=world.unit(UnitKind.TOWNSHIP),
        event=replace(event, form=Form.MARKET, versions=()),
        now=NOW,
        client_id=UUID(int=2),
    )
    actions.share_out(by=clerk, event=at_market, village=village, people={Audience.IDLE: 6}, now=NOW)
    actions.enter_headcounts(by=clerk, place=village, quarter=quarter, people={Audience.IDLE: 20}, now=NOW)
    _rounds(world)
    _office(world)


def _rounds(world: World) -> None:
    clerk = world.who(Post.STATION_CLERK)
    more: dict[str, Any] = {
        "by": clerk,
        "done_by": clerk,
        "held_at": NOW,
        "now": NOW,
        "client_id": UUID(int=1),
    }
    actions.record_care(
        place=world.unit(UnitKind.VILLAGE), known=9, seen=8, in_need=0, helpers="", note="", **more
    )
    actions.record_family(
        place=world.unit(UnitKind.SCHOOL),
        kind="meeting",
        grades="示例年级",
        expected=30,
        reached=25,
        topics="示例内容",
        **more,
    )


def _office(world: World) -> None:
    clerk, today = world.who(Post.STATION_CLERK), clock.local_day(NOW)
    post = actions.add_post(
        by=clerk,
        values={
            "platform": Platform.DOUYIN,
            "link": "https://example.org/1",
            "posted_on": today,
            "topic": "示例短片",
            "tells_case": False,
            "source": "",
            "campaign": None,
        },
        now=NOW,
        client_id=UUID(int=1),
    )
    actions.read_post(by=clerk, post=post, read_on=today, reads=100, now=NOW)
    actions.record_meeting(
        by=clerk,
        values={
            "kind": OfficeKind.TRAINING,
            "held_on": today,
            "spot": "",
            "chair": "示例主持",
            "expected": 9,
            "present": 9,
            "topics": "示例议题",
            "decided": "",
        },
        now=NOW,
        client_id=UUID(int=1),
    )
    actions.set_goal(
        by=world.who(Post.STATION_HEAD),
        place_kind=PlaceKind.VILLAGE,
        audience=Audience.IDLE,
        quarter=quarter_of(today),
        times=2,
        share=0,
        reason=WHY,
        now=NOW,
        client_id=UUID(int=1),
    )
