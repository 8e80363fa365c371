// Puts a chosen text into the note, behind what is there already.
document.addEventListener("change", function (event) {
    const select = event.target.closest("select[data-note-template]");
    const note = select && document.getElementById(select.dataset.noteTemplate);
    if (!note || !select.value) return;
    note.value = [note.value.trimEnd(), select.value].filter(Boolean).join("\n");
    select.value = "";
    note.focus();
});
