// A transcript may be dropped anywhere on the page; it lands in the ordinary file field.
const form = document.querySelector("[data-upload]");
const field = document.getElementById("id_file");
let depth = 0;
const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

addEventListener("dragenter", (event) => {
  if (!carriesFile(event)) return;
  depth += 1;
  document.getElementById("way-file").checked = true;
  document.body.classList.add("is-dragging");
});
addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); if (!depth) document.body.classList.remove("is-dragging"); });
addEventListener("dragover", (event) => { if (carriesFile(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("is-dragging");
  const files = new DataTransfer();
  files.items.add(event.dataTransfer.files[0]);
  field.files = files.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelector("#id_lead")?.focus();
});
