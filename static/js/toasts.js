// Messages in the corner: closable, and the harmless ones leave by themselves unless someone is reading them.
const SECONDS_SHOWN = 8;

function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#icon-" + name);
    svg.append(use);
    return svg;
}

function leaveLater(toast) {
    if (!toast.matches(".toast--success, .toast--info")) return;
    setTimeout(function () {
        if (toast.matches(":hover, :focus-within")) leaveLater(toast);
        else toast.remove();
    }, SECONDS_SHOWN * 1000);
}

// `level` is success, info, warning or error. The same message is not shown twice at once.
function showToast(level, text) {
    const region = document.getElementById("messages");
    if (!region) return;
    for (const shown of region.querySelectorAll(".toast__text")) {
        if (shown.textContent === text) shown.closest("[data-toast]").remove();
    }
    const toast = document.createElement("div");
    toast.className = "toast toast--" + level;
    toast.dataset.toast = "";
    const words = document.createElement("p");
    words.className = "toast__text";
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button";
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", "Dismiss");
    close.append(icon("close"));
    toast.append(icon(level === "success" ? "check" : "alert"), words, close);
    region.append(toast);
    leaveLater(toast);
}

// Any module may say something: document.dispatchEvent(new CustomEvent("toast", { detail: { level, text } })).
document.addEventListener("toast", function (event) {
    showToast(event.detail.level, event.detail.text);
});

document.addEventListener("click", function (event) {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});

document.querySelectorAll("[data-toast]").forEach(leaveLater);
