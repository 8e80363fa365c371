// Keeps the lease on a decision while its holder is active, counts it down, warns before it ends, and gives it back
// on leaving. What is typed goes along each time, so that the server has it as a draft.
const EXTEND_EVERY = 60_000;

let readAt = performance.now(); // when the lease on the page was read from the server
let active = false;
let deciding = false;
let said = "";

function leaseOf() {
    return document.querySelector("[data-lease-seconds]");
}

function secondsLeft(lease) {
    return Number(lease.dataset.leaseSeconds) - (performance.now() - readAt) / 1000;
}

function extend() {
    const lease = document.querySelector("[data-lease]");
    if (lease) htmx.trigger(lease, "lease-extend");
}

function announce(text) {
    if (text === said) return;
    said = text;
    document.getElementById("live-region").textContent = text;
}

function tick() {
    const lease = leaseOf();
    if (!lease) return;
    const left = secondsLeft(lease);
    const clock = lease.querySelector("[data-lease-clock]");
    const seconds = Math.max(0, Math.ceil(left));
    clock.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    lease.classList.toggle("lease--ending", left <= Number(lease.dataset.leaseWarning) && left > 0);
    lease.classList.toggle("lease--ended", left <= 0);
    if (left <= 0) announce("Your hold on this decision has ended. What you typed is kept.");
    else if (left <= Number(lease.dataset.leaseWarning)) announce("Your hold on this decision ends soon. Type or move to keep it.");
    if (active && left > 0 && performance.now() - readAt > EXTEND_EVERY) {
        active = false;
        extend();
    }
}

for (const type of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(type, () => (active = true), { passive: true });
}

document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.elt.querySelector?.("[data-lease]") || event.detail.elt.matches?.("[data-lease]")) {
        readAt = performance.now();
        said = "";
        tick();
    }
});

// A verdict under way ends the lease by itself.
document.addEventListener("submit", (event) => (deciding = event.target.closest("#verdict-panel") !== null));
document.addEventListener("htmx:afterRequest", (event) => (deciding = deciding && event.detail.successful));

window.addEventListener("pagehide", function () {
    const lease = leaseOf();
    if (!lease || deciding || secondsLeft(lease) <= 0) return;
    const typed = new FormData();
    for (const form of document.querySelectorAll("#verdict-panel form")) {
        for (const [name, value] of new FormData(form)) typed.set(name, value);
    }
    navigator.sendBeacon(lease.dataset.leaseRelease, typed);
});

// Back from the browser's memory of pages: the lease was given back on leaving.
window.addEventListener("pageshow", function (event) {
    if (event.persisted) extend();
});

setInterval(tick, 1000);
tick();
