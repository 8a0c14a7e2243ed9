#!/usr/bin/env python3
"""Watches topics of a Miner Stress Monitor by plain server-sent events, and loses none of their numbers. Standard library only.

    python3 client/examples/python/watch.py --topic blocks --topic events/sector

Prints one frame a line, JSON. With --position-file it goes on where the last run ended, after a kill as well. README.md tells more.
"""

import argparse
import http.client
import json
import os
import random
import sys
import time
import urllib.parse

DEAD_AFTER_SEC = 15.0  # each topic sends a heartbeat every 5 s; three missed ones mean a dead line
FIRST_WAIT_SEC = 0.5
LONGEST_WAIT_SEC = 15.0


class Refused(Exception):
    """The server said no, and would say so again."""


class Gap(Exception):
    """Frames are missing: ask again from the position."""


class Position:
    """Where each topic stands, and the event id under which the server knows it; stored whole or not at all."""

    def __init__(self, path, topics, world):
        self.path = path
        self.topics = {}
        self.event_id = None
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                stored = json.load(file)
            # An id is of the topics it was made for, in their order.
            if stored["asked"] == [world, *topics]:
                self.topics, self.event_id = stored["topics"], stored["eventId"]
        self.asked = [world, *topics]

    def follows(self, frame):
        """True when the frame is to be applied, False when it is known already."""
        at = self.topics.get(frame["topic"])
        known = at is not None and at["streamId"] == frame["streamId"]
        if frame["kind"] == "heartbeat":
            if at is not None and (not known or frame["payload"]["lastSeq"] > at["seq"]):
                raise Gap(f"{frame['topic']} is at {frame['payload']['lastSeq']}, and {at['seq']} came last")
            return False
        if frame["kind"] == "snapshot":
            return not (known and at["seq"] == frame["seq"] and frame.get("reason") != "future")
        if not known:
            raise Gap(f"{frame['topic']} goes on in another stream")
        if frame["seq"] <= at["seq"]:
            return False
        if frame["seq"] - 1 - frame["skipped"] > at["seq"]:
            raise Gap(f"{frame['topic']}: {frame['seq']} came after {at['seq']}")
        return True

    def move(self, frame, event_id):
        self.topics[frame["topic"]] = {"streamId": frame["streamId"], "seq": frame["seq"]}
        self.event_id = event_id or self.event_id
        if self.path:
            draft = self.path + ".new"
            with open(draft, "w", encoding="utf-8") as file:
                json.dump({"asked": self.asked, "eventId": self.event_id, "topics": self.topics}, file)
            os.replace(draft, self.path)


def events(response):
    """(id, data) of each event; comments and retry lines say nothing here."""
    event_id, data = None, []
    while True:
        line = response.readline().decode("utf-8")
        if not line:
            return
        line = line.rstrip("\r\n")
        if line.startswith("id:"):
            event_id = line[3:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].strip())
        elif line == "" and data:
            yield event_id, json.loads("\n".join(data))
            event_id, data = None, []


def connect(url, key, query, event_id):
    address = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=DEAD_AFTER_SEC)
    headers = {"Accept": "text/event-stream"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if event_id:
        headers["Last-Event-ID"] = event_id
    connection.request("GET", f"{address.path.rstrip('/')}/api/v1/stream?{query}", headers=headers)
    response = connection.getresponse()
    if response.status == 200:
        return connection, response
    try:
        problem = json.loads(response.read())
        sentence = f"{problem['code']}: {problem['detail']}"
    except (ValueError, KeyError):
        sentence = f"the server answered {response.status}"
    connection.close()
    if response.status in (429, 502, 503, 504):
        raise ConnectionError(sentence)
    raise Refused(sentence)


def watch(options, position):
    """Frames that apply, each once and in order, until every topic has ended."""
    query = urllib.parse.urlencode([("world", options.world), ("mode", options.mode), *(("topic", topic) for topic in options.topic)])
    going = set(options.topic)
    failures = 0
    while going:
        connection = None
        try:
            connection, response = connect(options.url, options.key, query, position.event_id)
            for event_id, frame in events(response):
                failures = 0
                if frame["kind"] == "error":
                    if frame["reason"] in ("slow", "overloaded", "internal", "store_unavailable"):
                        raise ConnectionError(frame["reason"])  # passes by itself: come back, from the position
                    if frame["topic"] in going:
                        going.discard(frame["topic"])
                        print(f"{frame['topic']} ended: {frame['reason']}: {frame['payload']}", file=sys.stderr, flush=True)
                elif position.follows(frame):
                    yield event_id, frame
            reason = "the server ended the stream"
        except Gap as gap:
            reason = str(gap)
        except (OSError, http.client.HTTPException) as fault:
            reason = str(fault) or type(fault).__name__
        finally:
            if connection:
                connection.close()
        if going:
            # Full jitter: thousands of viewers must not come back at once.
            wait = random.uniform(0, min(LONGEST_WAIT_SEC, FIRST_WAIT_SEC * 2**min(failures, 10)))
            failures += 1
            print(f"{reason}; trying again in {wait:.1f} s", file=sys.stderr, flush=True)
            time.sleep(wait)


def main():
    parser = argparse.ArgumentParser(description="Watches topics of a Miner Stress Monitor by server-sent events.")
    parser.add_argument("--url", default=os.environ.get("MINERMONITOR_URL", "http://localhost:5080"))
    parser.add_argument("--key", default=os.environ.get("MINERMONITOR_KEY"))
    parser.add_argument("--world", default="live")
    parser.add_argument("--topic", action="append", help="may be given several times; without it: sector")
    parser.add_argument("--mode", choices=["latest", "every"], default="every")
    parser.add_argument("--position-file", help="where the next run goes on")
    options = parser.parse_args()
    options.topic = options.topic or ["sector"]
    position = Position(options.position_file, options.topic, options.world)
    try:
        for event_id, frame in watch(options, position):
            print(json.dumps(frame), flush=True)
            position.move(frame, event_id)  # after the work: a crash in between brings the frame again, and loses none
    except Refused as refusal:
        sys.exit(f"{refusal}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
