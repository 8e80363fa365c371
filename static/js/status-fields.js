// In the override form, says that CONDITIONAL needs a constraint. The server checks it in any case.
function update(choice) {
    const constraints = choice.closest("form")?.querySelector("[data-constraints]");
    if (!constraints) return;
    const needed = choice.querySelector("input:checked")?.value === "CONDITIONAL";
    constraints.querySelector("textarea").required = needed;
    constraints.querySelector("[data-when-required]").hidden = !needed;
}

function updateAll() {
    document.querySelectorAll("[data-status-choice]").forEach(update);
}

document.addEventListener("change", function (event) {
    const choice = event.target.closest("[data-status-choice]");
    if (choice) update(choice);
});
document.addEventListener("htmx:afterSettle", updateAll);
updateAll();
