"""Every pair of neighbouring versions of the real documents."""

import gzip
import json
from collections import defaultdict
from itertools import pairwise

import pytest

from .test_properties import holds


@pytest.mark.sample
def test_neighbouring_versions_can_be_rebuilt_from_their_diff(sample_path):
    histories = defaultdict(list)
    with gzip.open(sample_path) as file:
        for line in file:
            fields = json.loads(line)
            if fields["type"] == "document":
                histories[fields["source_url"], fields["document_type"]].append(fields)
    compared = 0
    for history in histories.values():
        for older, newer in pairwise(sorted(history, key=lambda fields: fields["version"])):
            for name in ("extracted_text", "raw_content"):
                diff = holds(older[name], newer[name])
                assert diff.identical == (older[name] == newer[name])
                compared += 1
    assert compared > 2000
