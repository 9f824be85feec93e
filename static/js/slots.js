// A slot that is clicked goes where the admin was writing; without a place, at the end of the words.
let last = null;
document.addEventListener("focusin", (event) => {
  if (event.target.closest("[data-slots]") && event.target.matches("textarea, input[type=text]")) last = event.target;
});
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-slot]");
  if (!chip) return;
  const field = last?.isConnected && !/label|weight/.test(last.name) ? last : document.getElementById("id_body");
  const words = `{${chip.dataset.slot}}`;
  field.setRangeText(words, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
