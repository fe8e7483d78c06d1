#!/usr/bin/env python3
"""Prints every customer's message as it comes: pull.py https://your-host KEY [after]"""
import json, sys, urllib.request

host, key, after = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0
while True:
    url = f"{host}/api/v1/events?types=message.received&wait=20&after={after}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    page = json.load(urllib.request.urlopen(request, timeout=30))
    for event in page["events"]:
        print(event["seq"], event["shop"], event["open_id"], event["message"]["type"], flush=True)
    after = page["last_seq"]  # Keep it in the transaction that keeps what you made of the events.
