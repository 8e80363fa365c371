// A menu made of <details> closes on Escape and when one clicks or moves elsewhere.
function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
        if (menu !== except) menu.open = false;
    }
}

for (const type of ["click", "focusin"]) {
    document.addEventListener(type, function (event) {
        closeMenus(event.target.closest("details[data-menu]"));
    });
}

document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const open = event.target.closest("details[data-menu][open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
});
