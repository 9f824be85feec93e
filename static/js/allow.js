// Asks the browser for its leave: only on a click, and only on the page where one chooses.
const box = document.querySelector("[data-allow]");
const button = document.querySelector("[data-allow-button]");
const said = document.querySelector("[data-allow-said]");

function show() {
  const has = "Notification" in window;
  button.classList.toggle("hidden", !has || Notification.permission !== "default");
  said.textContent = !has ? "This browser cannot notify." : Notification.permission === "granted" ? "This browser may notify you."
    : Notification.permission === "denied" ? "This browser refuses. Change it in the browser's settings for this site." : "";
}
button?.addEventListener("click", async () => { await Notification.requestPermission(); show(); });
if (box) show();
