"""`compliance.diffs.compare` against two usual ways of finding what differs, on the same pairs in one run.

    python -m benchmarks.bench_diffs [--repeats 5] [--slow]

The columns, in seconds of the processor (one thread each), medians; the three take turns:

- ours: `compare`: paragraphs, moved ones, words, risky words, headings and anchors, from two strings to finished rows;
- difflib: `SequenceMatcher(None, old, new).get_opcodes()` over words that are split already, each with the white space
  after it; its heuristic for frequent words stays on, without it takes it far longer;
- dmp: `diff_match_patch.diff_main` over the same words, each made one character already, with its usual timeout: after
  1 s it gives up looking for the shortest answer.

The ratios are these by ours. The two others are measured on the pairs that they can do in some seconds, on the larger
ones only with `--slow`. Below come texts at the limits (1 MB, 5 MB, nothing shared, hostile ones), ours alone, each
with whether it was compared coarsely, and at the end the neighbouring versions of the real sample where it is there.
"""

import argparse
import difflib
import gzip
import json
import random
import re
import resource
import statistics
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from diff_match_patch import diff_match_patch

from compliance.diffs import compare
from compliance.diffs.words import Alphabet

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "acc-sample.jsonl.gz"
WORD = re.compile(r"\s*\S+\s*|\s+")


# Input


def made_text(words, seed):
    """Paragraphs of 30 to 120 words, `words` in all, as a list."""
    dice = random.Random(seed)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    vocabulary = ["".join(dice.choices(syllables, k=dice.choice([1, 2, 2, 3, 4]))) for _ in range(4000)]
    weights = [1 / place for place in range(1, len(vocabulary) + 1)]  # as often as in natural language
    paragraphs = []
    while words > 0:
        length = min(dice.randint(30, 120), words)
        paragraphs.append(" ".join(dice.choices(vocabulary, weights, k=length)).capitalize() + ".\n\n")
        words -= length
    return paragraphs


def edited(paragraphs, edits, seed=1, *, move=True):
    """The same with a word exchanged in each of `edits` paragraphs, and one paragraph moved to the front."""
    dice = random.Random(seed)
    paragraphs = list(paragraphs)
    for place in dice.sample(range(len(paragraphs)), edits):
        words = paragraphs[place].split(" ")
        words[dice.randrange(len(words) - 1)] = dice.choice(["not", "30", "may", "elsewhere"])
        paragraphs[place] = " ".join(words)
    if move:
        paragraphs.insert(1, paragraphs.pop(len(paragraphs) // 2))
    return paragraphs


def compared_pairs():
    """Yields (name, old, new, slow): pairs that the others can do, `slow` ones in minutes."""
    text = made_text(15_000, seed=1)
    yield "15,000 words, 30 edits, 1 move", "".join(text), "".join(edited(text, 30)), False
    yield "15,000 words, 30 edits", "".join(text), "".join(edited(text, 30, move=False)), False
    yield "15,000 words, all paragraphs", "".join(text), "".join(edited(text, len(text))), True
    text = made_text(3_000, seed=2)
    yield "3,000 words, 10 edits, 1 move", "".join(text), "".join(edited(text, 10)), False
    yield "3,000 words, nothing shared", "".join(text), "".join(made_text(3_000, seed=3)).upper(), True
    text = made_text(160_000, seed=4)
    yield "1 MB, 100 edits, 1 move", "".join(text), "".join(edited(text, 100)), True


def limit_pairs():
    """Yields (name, old, new)."""
    megabyte, other = made_text(190_000, seed=5), made_text(190_000, seed=6)
    yield "1 MB, 100 edits, 1 move", "".join(megabyte), "".join(edited(megabyte, 100))
    yield "1 MB, every paragraph edited", "".join(megabyte), "".join(edited(megabyte, len(megabyte)))
    yield "1 MB, nothing shared", "".join(megabyte), "".join(other).upper()
    yield "1 MB in one line, 100 edits", one_line(megabyte), one_line(edited(megabyte, 100))
    large, other = made_text(950_000, seed=7), made_text(950_000, seed=8)
    yield "5 MB, 300 edits, 1 move", "".join(large), "".join(edited(large, 300))
    yield "5 MB, every paragraph edited", "".join(large), "".join(edited(large, len(large)))
    yield "5 MB, nothing shared", "".join(large), "".join(other).upper()
    yield "5 MB, same vocabulary", "".join(large), "".join(other)
    yield "5 MB in one line, 300 edits", one_line(large), one_line(edited(large, 300))
    yield "a line of 200,000 letters", "x" * 200_000, "x" * 100_000 + "y" * 100_000
    yield "20 lines of 200,000 letters", ("x" * 199_999 + "\n") * 20, ("y" + "x" * 199_998 + "\n") * 20
    yield "200,000 characters, no spaces", "规则" * 100_000, "规则则" * 66_000
    yield "a million equal lines, 1 edit", "a\n" * 1_000_000, "a\n" * 500_000 + "b\n" + "a\n" * 499_999
    yield "a million equal lines, all", "a\n" * 1_000_000, "b\n" * 1_000_000
    numbers = [f"{number}\n" for number in range(1_000_000)]
    few = [f"x{line}" if place % 1000 == 0 else line for place, line in enumerate(numbers)]
    yield "a million lines, 1,000 edits", "".join(numbers), "".join(few)
    random.Random(1).shuffle(few)
    yield "a million lines, shuffled", "".join(numbers), "".join(few)
    dice = random.Random(2)
    yield "a million lines of a or b", *("".join(dice.choices(["a\n", "b\n"], k=1_000_000)) for _ in range(2))
    yield "50,000 lines, shuffled", "".join(numbers[:50_000]), "".join(dice.sample(numbers[:50_000], 50_000))


def one_line(paragraphs):
    return " ".join("".join(paragraphs).split())


def sample_pairs():
    """Yields (document type, old, new) of neighbouring versions."""
    histories = defaultdict(list)
    with gzip.open(SAMPLE) as file:
        for line in file:
            fields = json.loads(line)
            if fields["type"] == "document":
                histories[fields["document_type"], fields["source_url"]].append(fields)
    for (document_type, _), history in histories.items():
        for older, newer in pairwise(sorted(history, key=lambda fields: fields["version"])):
            yield document_type, older["extracted_text"], newer["extracted_text"]


# The measurement


def seconds_of(function, repeats):
    times = []
    for _ in range(repeats):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return statistics.median(times)


def with_difflib(old, new, repeats):
    old_words, new_words = WORD.findall(old), WORD.findall(new)
    return seconds_of(lambda: difflib.SequenceMatcher(None, old_words, new_words).get_opcodes(), repeats)


def with_diff_match_patch(old, new, repeats):
    alphabet = Alphabet()
    old_words, new_words = alphabet.encode(WORD.findall(old)), alphabet.encode(WORD.findall(new))
    engine = diff_match_patch()
    return seconds_of(lambda: engine.diff_main(old_words, new_words, False), repeats)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--slow", action="store_true", help="The larger pairs with all three; takes minutes.")
    options = parser.parse_args()
    compare("warm", "up")
    print(f"{'':<34}|{'ours':>8} |{'difflib':>9}{'ratio':>8} |{'dmp':>9}{'ratio':>8}")
    for name, old, new, slow in compared_pairs():
        if slow and not options.slow:
            continue
        repeats = 1 if slow else options.repeats
        rounds = [
            (
                seconds_of(lambda old=old, new=new: compare(old, new), 3),
                with_difflib(old, new, 1),
                with_diff_match_patch(old, new, 1),
            )
            for _ in range(repeats)
        ]
        ours, *theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
        columns = "".join(f" |{seconds:>9.3f}{seconds / ours:>8.1f}" for seconds in theirs)
        print(f"{name:<34}|{ours:>8.4f}{columns}", flush=True)
    print(f"\n{'':<34}|{'ours':>8} | {'rows':>7}")
    for name, old, new in limit_pairs():
        diff = compare(old, new)
        ours = seconds_of(lambda old=old, new=new: compare(old, new), 3)
        print(f"{name:<34}|{ours:>8.3f} | {len(diff.rows):>7,}{' coarse' if diff.coarse else ''}", flush=True)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB, the texts included")
    if SAMPLE.exists():
        bench_sample(list(sample_pairs()), slow=options.slow)


def bench_sample(pairs, *, slow):
    """All pairs of the sample, and the others on every pair (or each tenth) whose texts have some 40,000 characters."""
    times = []
    for _, old, new in pairs:
        times.append(seconds_of(lambda old=old, new=new: compare(old, new), 1))
    ordered = sorted(times)
    print(
        f"\nsample, {len(pairs):,} pairs of neighbouring versions: {sum(times):.2f} s, median "
        f"{statistics.median(times) * 1000:.2f} ms, p95 {ordered[len(ordered) * 95 // 100] * 1000:.1f} ms, "
        f"longest {ordered[-1] * 1000:.0f} ms"
    )
    chosen = [pair for pair in pairs if pair[1] != pair[2] and len(pair[1]) + len(pair[2]) < 40_000]
    chosen = chosen if slow else chosen[::10]
    ours, by_difflib, by_dmp = (
        sum(way(old, new, 1) for _, old, new in chosen)
        for way in (
            lambda old, new, repeats: seconds_of(lambda: compare(old, new), repeats),
            with_difflib,
            with_diff_match_patch,
        )
    )
    name = f"sample, {len(chosen):,} changed pairs"
    print(f"{name:<34}|{ours:>8.3f} |{by_difflib:>9.3f}{by_difflib / ours:>8.1f} |{by_dmp:>9.3f}{by_dmp / ours:>8.1f}")


if __name__ == "__main__":
    main()
