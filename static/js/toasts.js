// Toasts: they leave by themselves, the held mail counts down, and what goes wrong is said.
function tick() {
  for (const held of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((new Date(held.dataset.until) - Date.now()) / 1000);
    if (left <= 0) { held.remove(); continue; }
    const seconds = held.querySelector("[data-seconds]");
    if (seconds && left < 600) seconds.textContent = `in ${left} s`;
  }
}
setInterval(tick, 500);
tick();

function fade(box) { setTimeout(() => box.remove(), Number(box.dataset.fade) || 7000); }
document.querySelectorAll("[data-fade]").forEach(fade);
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast-item").remove());

export function say(words) {
  const box = document.createElement("div");
  box.className = "toast-item pointer-events-auto rounded-box bg-neutral px-4 py-3 text-neutral-content shadow-lg";
  box.textContent = words;
  document.getElementById("toasts")?.append(box);
  fade(box);
}
let told = 0;
function once(words) { if (Date.now() - told > 60_000) { told = Date.now(); say(words); } }
document.addEventListener("htmx:sendError", () => once("Followup cannot be reached. Your work is safe; try again in a moment."));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  once(status === 404 ? "This is not there any more." : status === 403 ? "The page is out of date. Reload it and try again." : "Something went wrong here. Reload the page and try again.");
});
