// Notifications while a tab is open: it asks for news as the counters do, and one tab speaks for all.
const PAUSE = 20_000;
const KEY = "followup-told";

async function ask() {
  const answer = await fetch(`/news/latest/?since=${localStorage.getItem(KEY) ?? 0}`, { headers: { "HX-Request": "true" } });
  if (answer.status !== 200) return false; // not wanted, or signed out
  const { news } = await answer.json();
  const first = localStorage.getItem(KEY) === null; // what was there before is no news
  for (const one of news) {
    localStorage.setItem(KEY, one.id);
    if (first || document.hasFocus()) continue;
    const shown = new Notification("Followup", { body: one.text, tag: `followup-${one.id}`, icon: "/static/img/icon.svg" });
    shown.onclick = () => { window.focus(); location.assign(one.url); };
  }
  if (first && !news.length) localStorage.setItem(KEY, 0);
  return true;
}
async function go() {
  while (await ask().catch(() => true)) await new Promise((done) => setTimeout(done, PAUSE));
}
if ("Notification" in window && Notification.permission === "granted" && navigator.locks) navigator.locks.request(KEY, go);
