"""A reviewer as a process of its own: asks for the next decision and confirms it until nothing is free.

    python -m tests.reviewing_client ADDRESS SESSION_KEY

Prints one JSON object: `confirmed`, the ids whose verdict the server acknowledged; `lost`, those where a colleague was
faster; `failures`, answers that no reviewer should ever see.
"""

import json
import re
import sys

import requests


def work(address, session_key):
    session = requests.Session()
    session.cookies.set("sessionid", session_key)
    result = {"confirmed": [], "lost": [], "failures": []}
    while True:
        page = session.get(f"{address}/queue/next/", timeout=60)
        if page.status_code != 200:
            result["failures"].append(page.status_code)
            return result
        found = re.fullmatch(r".*/decisions/([\w-]+)/", page.url.partition("?")[0])
        if not found:
            return result  # back at the queue: nothing is free
        answer = session.post(
            f"{address}/decisions/{found[1]}/confirm/",
            headers={"X-CSRFToken": session.cookies["csrftoken"], "Referer": page.url},
            allow_redirects=False,
            timeout=60,
        )
        outcome = {302: "confirmed", 409: "lost"}.get(answer.status_code)
        if outcome is None:
            result["failures"].append(answer.status_code)
            return result
        result[outcome].append(found[1])


if __name__ == "__main__":
    print(json.dumps(work(*sys.argv[1:])))
