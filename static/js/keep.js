// What is typed in an editor is kept on the server while it is typed: a crash or a closed tab loses nothing.
const PAUSE = 700;
let timer = 0;
let busy = null;
let again = false;

function send(form, leaving) {
  const words = new FormData(form);
  if (leaving) { navigator.sendBeacon(form.dataset.keep, words); return; }
  if (busy) { again = true; return; } // one at a time, so that an older text never comes last
  busy = fetch(form.dataset.keep, { method: "POST", body: words, headers: { "HX-Request": "true" } })
    .then((answer) => {
      const safe = answer.status === 204;
      const said = form.querySelector("[data-kept]");
      if (safe && !again) form.dataset.safe = "yes";
      if (said) said.textContent = safe ? "Kept." : "Not kept yet. Save before you leave.";
    })
    .catch(() => { const said = form.querySelector("[data-kept]"); if (said) said.textContent = "Not kept yet: no connection."; })
    .finally(() => { busy = null; if (again) { again = false; send(form); } });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-keep]");
  if (!form) return;
  delete form.dataset.safe;
  clearTimeout(timer);
  timer = setTimeout(() => send(form), PAUSE);
});
document.addEventListener("visibilitychange", () => {
  const form = document.querySelector("[data-keep]");
  if (document.visibilityState !== "hidden" || !form || !timer || form.dataset.safe || form.dataset.sent) return;
  clearTimeout(timer);
  send(form, true);
});
// A save waits for the words on their way, so that they never arrive behind it and look unsaved.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-keep]");
  if (!form) return;
  clearTimeout(timer);
  timer = 0;
  again = false;
  if (!busy) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  busy.finally(() => form.requestSubmit(event.submitter));
}, true);
