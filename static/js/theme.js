// Light, dark or the system's choice. Runs before the first paint; shares its key with the Django admin.
(function () {
    "use strict";

    function stored() {
        try {
            return localStorage.getItem("theme") || "auto";
        } catch {
            return "auto"; // Storage is refused: the system decides.
        }
    }

    document.documentElement.dataset.theme = stored();

    document.addEventListener("DOMContentLoaded", function () {
        for (const radio of document.querySelectorAll("[data-theme-choice] input")) {
            radio.checked = radio.value === stored();
        }
    });

    document.addEventListener("change", function (event) {
        if (!event.target.closest("[data-theme-choice]")) return;
        document.documentElement.dataset.theme = event.target.value;
        try {
            localStorage.setItem("theme", event.target.value);
        } catch {
            // It holds for this page only.
        }
    });
})();
