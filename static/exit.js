// Leaving a page of danger: covered at once, and no entry to come back to. Shift three times does the same.
// Until it is loaded, and where scripts do not run, the button is a plain link.
const links = document.querySelectorAll("a[data-exit]");
const told = document.querySelector("[data-exit-told]");
const [twice, once, gone, late] = told.dataset.exitTold.split("|");
const LONGEST_PAUSE = 5000;
let presses = 0;
let isAlone = false;
let timer;

// A browser may keep nothing.
const remembered = (act) => {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
};

const leave = () => {
  told.textContent = gone;
  document.body.replaceChildren(told);
  document.title = "…";
  remembered((tab) => tab.setItem("left", "1"));
  location.replace(links[0].href);
};

const forget = (word = "") => {
  clearTimeout(timer);
  presses = 0;
  told.textContent = word;
};

links.forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  }),
);

document.querySelectorAll("[data-exit-keys]").forEach((hint) => (hint.hidden = false));

// Shift of a capital letter is none of the three.
addEventListener("keydown", ({ key, repeat }) => {
  isAlone = key === "Shift" && (isAlone || !repeat);
  if (key !== "Shift" && presses) forget();
});
addEventListener("keyup", ({ key }) => {
  if (key !== "Shift" || !isAlone) return;
  isAlone = false;
  clearTimeout(timer);
  presses += 1;
  if (presses === 3) return leave();
  told.textContent = presses === 1 ? twice : once;
  timer = setTimeout(() => forget(late), LONGEST_PAUSE);
});

// "Back" in this tab leads to other pages of danger too: they are left at once, until one is opened anew.
const arrive = (isBack) => {
  if (isBack && remembered((tab) => tab.getItem("left"))) leave();
  else remembered((tab) => tab.removeItem("left"));
};
arrive(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
addEventListener("pageshow", ({ persisted }) => persisted && arrive(true));
