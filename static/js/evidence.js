// A sentence shows what it rests on in the transcript, and a cited line where it is used.
const desk = matchMedia("(min-width: 64rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function light(sentence, scroll) {
  document.querySelectorAll(".is-lit").forEach((one) => one.classList.remove("is-lit"));
  if (!sentence) return;
  sentence.classList.add("is-lit");
  const passages = sentence.dataset.quote.trim().split(" ").map((id) => document.getElementById(`passage-${id}`)).filter(Boolean);
  passages.forEach((one) => one.classList.add("is-lit"));
  const why = document.getElementById(`why-${sentence.dataset.number}`);
  if (why) document.querySelector("[data-spot]")?.replaceChildren(...[...why.cloneNode(true).children]);
  if (scroll) passages[0]?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

document.addEventListener("click", (event) => {
  const sentence = event.target.closest("a.s");
  if (!sentence || !desk.matches || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.replaceState(history.state, "", sentence.hash);
  light(sentence, true);
});
document.addEventListener("focusin", (event) => {
  const sentence = event.target.closest("a.s");
  if (sentence && desk.matches) light(sentence, true);
});
document.addEventListener("mouseover", (event) => {
  const sentence = event.target.closest("a.s");
  if (sentence && desk.matches) light(sentence, false);
});
document.addEventListener("click", (event) => {
  const back = event.target.closest(".passage a[href^='#s']");
  const sentence = back && document.querySelector(back.hash);
  if (!sentence || !desk.matches) return;
  event.preventDefault();
  sentence.focus();
});
document.addEventListener("keydown", (event) => {
  if ((event.key !== "[" && event.key !== "]") || event.target.closest("input, textarea, select")) return;
  const all = [...document.querySelectorAll("a.s")];
  const here = all.findIndex((one) => one.classList.contains("is-lit"));
  const next = event.key === "]" ? here + 1 : here < 0 ? all.length - 1 : here - 1;
  all[(next + all.length) % all.length]?.focus();
});
