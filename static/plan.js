// Ticks of the first 90 days: kept in this browser, sent nowhere. Without it the list is the same, without boxes.
const KEY = "kartu-plan";

const kept = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Set();
  }
};

const keep = (done) => {
  try {
    if (done.size) localStorage.setItem(KEY, JSON.stringify([...done]));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the tick holds until the page is left.
  }
};

const make = (name, properties) => Object.assign(document.createElement(name), properties);

const plan = document.querySelector("[data-plan]");
const done = kept();
const tasks = [...plan.querySelectorAll("[data-task]")];
const boxes = tasks.map((task) => {
  const box = make("input", { type: "checkbox", checked: done.has(task.dataset.task), id: `done-${task.dataset.task}` });
  const label = make("label", { className: "check", htmlFor: box.id });
  label.append(box, ` ${plan.dataset.plan}`);
  task.querySelector("h2").after(label);
  return box;
});
const status = make("p", { className: "note noprint" });
status.setAttribute("role", "status");
const forget = make("button", { type: "button", className: "btn alt noprint", textContent: plan.dataset.forget });
const line = make("p", {});
line.append(forget);
plan.prepend(status);
plan.append(line);

const show = () => {
  const count = boxes.filter((box) => box.checked).length;
  status.textContent = plan.dataset.left.replace("{done}", count).replace("{all}", boxes.length);
  line.hidden = done.size === 0;
};

boxes.forEach((box, place) =>
  box.addEventListener("change", () => {
    if (box.checked) done.add(tasks[place].dataset.task);
    else done.delete(tasks[place].dataset.task);
    keep(done);
    show();
  }),
);
forget.addEventListener("click", () => {
  done.clear();
  boxes.forEach((box) => (box.checked = false));
  keep(done);
  show();
});
show();
