// Next and previous change of a comparison, with the place said: "3 of 17". Past the end of a part, the next part opens.
function changes() {
    return [...document.querySelectorAll("[data-change]")];
}

// The one that was gone to last, or the last one above the upper third of the window.
let current = null;

function place() {
    const all = changes();
    if (current?.isConnected) return all.indexOf(current);
    const line = window.innerHeight / 3;
    return all.findLastIndex((change) => change.getBoundingClientRect().top < line);
}

function show(change) {
    current = change;
    change.scrollIntoView({ block: "start" });
    change.focus({ preventScroll: true });
    history.replaceState(history.state, "", `#${change.id}`);
    say(change);
}

function say(change) {
    const total = document.querySelector("[data-changes] strong").textContent.split(" ")[0];
    document.querySelector("[data-change-place]").textContent = `${Number(change.dataset.change).toLocaleString("en")} of ${total}`;
}

function step(by) {
    const all = changes();
    const here = place();
    // From above the first change, "next" is the first one.
    const next = all[here < 0 ? (by > 0 ? 0 : -1) : here + by];
    if (next) {
        show(next);
        return;
    }
    const part = document.querySelector(`[data-change-part="${by}"]`);
    if (part) window.location.assign(`${part.href}#${by > 0 ? "first" : "last"}-change`);
}

document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-change-step]");
    if (button) step(Number(button.dataset.changeStep));
});

// A reader who has scrolled away goes on from where the page is.
for (const name of ["wheel", "touchmove"]) window.addEventListener(name, () => (current = null), { passive: true });

// A change may be within a fold; a link to it opens that.
function openTarget() {
    const all = changes();
    const ends = { "#first-change": all[0], "#last-change": all.at(-1) };
    if (location.hash in ends) {
        if (ends[location.hash]) show(ends[location.hash]);
        return;
    }
    const target = location.hash.startsWith("#change-") && document.getElementById(location.hash.slice(1));
    if (!target) return;
    const fold = target.closest("details");
    if (fold) fold.open = true;
    if (target.dataset.change) show(target);
    else target.scrollIntoView({ block: "start" });
}

window.addEventListener("hashchange", openTarget);
openTarget();
