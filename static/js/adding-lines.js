// Adds a chosen text to a text field as a line of its own, behind what is there already.
document.addEventListener("change", function (event) {
    const select = event.target.closest("select[data-adds-to]");
    const field = select && document.getElementById(select.dataset.addsTo);
    if (!field || !select.value) return;
    field.value = [field.value.trimEnd(), select.value].filter(Boolean).join("\n");
    select.value = "";
    field.focus();
});
