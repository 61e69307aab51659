// The head-count sheet: a button for one more and one for one fewer, and the sum while one counts.
// Everything works without this file: the fields take numbers, the sum is shown after saving.
(() => {
  const sheet = document.querySelector("form.counting");
  const fields = [...(sheet?.querySelectorAll("input[type=number]") ?? [])];
  const sum = sheet?.querySelector("output");
  if (!fields.length || fields[0].matches(":disabled")) return;

  const add = () => (sum.textContent = fields.reduce((total, field) => total + (Number(field.value) || 0), 0));
  const button = (field, text, name, change) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${name}: ${field.labels[0].textContent.trim()}`);
    made.addEventListener("click", () => {
      field.value = Math.min(field.max, Math.max(0, (Number(field.value) || 0) + change));
      add();
    });
    return made;
  };
  fields.forEach((field) => {
    field.before(button(field, "−", sheet.dataset.fewer, -1));
    field.after(button(field, "+", sheet.dataset.more, 1));
    field.addEventListener("input", add);
  });
  // Numbers typed and not saved are not lost by a wrong tap.
  let saved = false;
  const before = fields.map((field) => field.value).join();
  sheet.addEventListener("submit", () => (saved = true));
  addEventListener("beforeunload", (event) => {
    if (!saved && fields.map((field) => field.value).join() !== before) event.preventDefault();
  });
})();
