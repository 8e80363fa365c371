// Says what went wrong with a request that htmx sent, and follows a lost sign-in to its page.
const WORDS = {
    400: "The request was not understood. Nothing was saved.",
    403: "Your account may not do this, or this page has been open too long. Reload it and try again.",
    404: "This record is no longer there.",
    413: "That is more than the server accepts. Nothing was saved.",
    429: "Too many requests. Wait a moment, then try again.",
    503: "The server is not ready. Nothing was saved; try again in a minute.",
};

function showToast(level, text) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { level, text } }));
}

document.addEventListener("htmx:responseError", function (event) {
    const status = event.detail.xhr.status;
    showToast("error", WORDS[status] ?? "The server met an error. Nothing was saved; try again.");
});

document.addEventListener("htmx:sendError", function () {
    showToast("error", "The server cannot be reached. What you typed is still here; try again when you are back online.");
});

document.addEventListener("htmx:timeout", function () {
    showToast("error", "The server did not answer in time. Reload the page to see whether it was saved.");
});

// Where the server could only redirect, the sign-in page would land inside a fragment.
document.addEventListener("htmx:beforeSwap", function (event) {
    const login = document.querySelector("meta[name=login-url]")?.content;
    const answered = event.detail.xhr.responseURL;
    if (!login || !answered || new URL(answered).pathname !== login) return;
    event.detail.shouldSwap = false;
    const here = location.pathname + location.search;
    location.assign(login + "?next=" + encodeURIComponent(here));
});
