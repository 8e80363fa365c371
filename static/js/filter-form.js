// Keeps the address short: an empty filter field is not part of the query.
document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("form[data-drop-empty]")) return;
    const parameters = event.detail.formData;
    for (const name of new Set(parameters.keys())) {
        const values = parameters.getAll(name).filter((value) => value !== "");
        parameters.delete(name);
        for (const value of values) parameters.append(name, value);
    }
});

// On a phone the form is a sheet over the list: applying the filter puts it away.
document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-drop-empty]:popover-open")) event.target.hidePopover();
});
