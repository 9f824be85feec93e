// The keyboard. An element says its key with data-key; j and k walk the queue.
const desk = matchMedia("(min-width: 64rem)");
const typing = (at) => at.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll(".row")];

function walk(step) {
  const all = rows();
  const open = document.querySelector("[data-draft], [data-card]");
  if (open) {
    const here = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = here < 0 ? null : all[here + step];
    (next ?? document.querySelector(`[data-key="${step > 0 ? "j" : "k"}"]`))?.click();
    return;
  }
  const here = all.indexOf(document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus();
}

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.checkVisibility());
  if (!found) return false;
  if (found.matches("input:not([type=checkbox])")) { found.focus(); found.select(); return true; }
  found.click();
  if (found.matches("summary")) found.parentElement.querySelector("form input:not([type=hidden]), form textarea, form select, div button:enabled, form button")?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key === "Escape") {
    const busy = typing(at) || document.querySelector("details.pop[open], dialog[open]");
    document.querySelectorAll("details.pop[open]").forEach((one) => {
      if (one.contains(at)) one.querySelector("summary").focus();
      one.open = false;
    });
    if (document.activeElement === at && typing(at)) at.blur();
    if (!busy) document.querySelector("[data-leave]")?.click(); // out of the field first, then out of the editor
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    at.closest("form")?.querySelector("[data-save]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(at) || document.querySelector("dialog[open]")) return;
  if (at.closest?.("details.pop[open]") && !at.matches("summary")) return; // a letter in a menu decides nothing
  if (event.key === "x") { document.querySelector(`#why-${document.querySelector("a.s.is-lit")?.dataset.number} [data-cut]`)?.requestSubmit(); return; }
  if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); return; }
  if (event.key === "?") { document.getElementById("keyboard").showModal(); return; }
  if (event.key === "o" && at.matches?.(".row")) { at.click(); return; }
  if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

// On a phone a row opens a page of its own; beside the queue it only changes the desk.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches(".row") && !desk.matches) { event.preventDefault(); location.assign(event.target.href); }
});
document.addEventListener("htmx:afterSettle", () => {
  for (const row of rows()) {
    const here = new URL(row.href).pathname === location.pathname;
    if (here) { row.setAttribute("aria-current", "true"); row.scrollIntoView({ block: "nearest" }); } else row.removeAttribute("aria-current");
  }
});
document.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });

// A form is sent once, however often it is clicked.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
  unsaved = false;
});

// Words that were typed and not saved are not lost by a stray click.
let unsaved = false;
document.addEventListener("input", (event) => { if (event.target.closest("[data-editor]")) unsaved = true; });
addEventListener("beforeunload", (event) => { if (unsaved && !document.querySelector("[data-keep][data-safe]")) event.preventDefault(); });
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((one) => delete one.dataset.sent));
