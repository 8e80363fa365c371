// The bulk bar counts the ticked rows and ticks a whole page. Everything else is the form's own doing.
function boxes(bar) {
    return [...document.querySelectorAll("input[name=decision]")].filter((box) => box.form === bar);
}

function update(bar) {
    const all = boxes(bar);
    const ticked = all.filter((box) => box.checked).length;
    bar.querySelector("[data-bulk-count]").textContent = ticked ? " (" + ticked + ")" : "";
    const page = bar.querySelector("[data-bulk-page]");
    page.checked = ticked > 0 && ticked === all.length;
    page.indeterminate = ticked > 0 && ticked < all.length;
    bar.dataset.ticked = ticked;
}

function updateAll() {
    document.querySelectorAll("[data-bulk-bar]").forEach(update);
}

document.addEventListener("change", function (event) {
    if (event.target.matches("[data-bulk-page]")) {
        const bar = event.target.form;
        for (const box of boxes(bar)) box.checked = event.target.checked;
        bar.querySelector("[name=scope][value=ticked]").checked = true;
        update(bar);
    } else if (event.target.matches("input[name=decision]") && event.target.form?.matches("[data-bulk-bar]")) {
        // Whoever ticks rows means those.
        event.target.form.querySelector("[name=scope][value=ticked]").checked = true;
        update(event.target.form);
    }
});
document.addEventListener("htmx:afterSettle", updateAll);
// A page that comes back from the browser's memory keeps its ticks.
window.addEventListener("pageshow", updateAll);
updateAll();
