// Tells screen readers what changed: the messages a page came with, and results that htmx swapped in.
function announce(text) {
    const region = document.getElementById("live-region");
    if (region) region.textContent = text;
}

document.addEventListener("htmx:afterSettle", function (event) {
    const text = event.detail.elt.dataset?.announce;
    if (text) announce(text);
});

const messages = [...document.querySelectorAll("#messages .toast__text")].map((toast) => toast.textContent.trim());
// A moment later: text that is already there when a page opens is not read out.
if (messages.length) setTimeout(announce, 300, messages.join(" "));
