// A button that prints the page; without script the browser's own menu does.
document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
});
