// One key for what has data-key, silent while one types, off when the reader wants it off (WCAG 2.1.4).
// A page that has only just opened takes no key that decides, so that a second press never hits the next item.
const SETTLE = 700;
const opened = performance.now();

function stored() {
    try {
        return localStorage.getItem("keys") || "on";
    } catch {
        return "on";
    }
}

function typing(target) {
    return target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
}

function visible(element) {
    return element.checkVisibility?.() ?? element.offsetParent !== null;
}

// Rows: j and k move, Enter opens what is in the row, x ticks it.
function rows() {
    return [...document.querySelectorAll("[data-row]")];
}

function moveRow(step) {
    const all = rows();
    if (!all.length) return false;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
    next.querySelector("a[href]").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
}

function tickRow() {
    const row = document.activeElement.closest?.("[data-row]");
    const box = row?.querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
}

function press(element) {
    const details = element.closest("details:not([open])");
    if (element.hasAttribute("popovertarget")) {
        document.getElementById(element.getAttribute("popovertarget")).togglePopover();
        return;
    }
    if (details && !element.matches("summary")) details.open = true;
    if (element.matches("summary")) {
        element.parentElement.open = true;
        element.parentElement.querySelector("input:not([type=hidden]), select, textarea")?.focus();
        return;
    }
    if (element.matches("input, select, textarea")) element.focus();
    else element.click();
}

document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (stored() === "off" || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") {
        if (moveRow(event.key === "j" ? 1 : -1)) event.preventDefault();
        return;
    }
    if (event.key === "x") {
        if (tickRow()) event.preventDefault();
        return;
    }
    const element = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(
        (candidate) => visible(candidate) || candidate.closest("details:not([open])") || candidate.hasAttribute("popovertarget"),
    );
    if (!element || element.disabled) return;
    event.preventDefault();
    if (element.hasAttribute("data-decides") && performance.now() - opened < SETTLE) return;
    press(element);
});

document.addEventListener("DOMContentLoaded", showChoice);
document.addEventListener("change", function (event) {
    const box = event.target.closest("[data-keys-choice]");
    if (!box) return;
    try {
        localStorage.setItem("keys", box.checked ? "on" : "off");
    } catch {
        // It holds for this page only.
    }
    showChoice();
});

function showChoice() {
    document.documentElement.dataset.keys = stored();
    for (const box of document.querySelectorAll("[data-keys-choice]")) box.checked = stored() === "on";
}
showChoice();
