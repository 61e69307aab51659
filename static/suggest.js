// What may be meant, under a search box while somebody types (a combobox as WAI-ARIA describes it).
// Loaded when a box gets the focus; without it the box works the same. Asks once a pause and keeps nothing.
const PAUSE = 300;
const SHORTEST = 2;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .offers { position: absolute; z-index: 9; inset: 100% 0 auto; margin: var(--s1) 0 0; padding: 0; list-style: none;
    color: var(--ink); background: var(--bg); border: 1px solid var(--edge); border-radius: var(--round); }
  .offers li { margin: 0; padding: var(--s2) var(--s3); min-height: var(--touch); overflow-wrap: anywhere; cursor: pointer; }
  .offers li + li { border-top: 1px solid var(--line); }
  .offers [aria-selected="true"] { color: var(--onfocus); background: var(--focus); }
  .offers small { display: block; }
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const make = (name, properties) => Object.assign(document.createElement(name), properties);

const { from } = document.querySelector("#q").dataset;

const prepare = (box) => {
  const id = `${box.id}-offers`;
  const list = make("ul", { id, className: "offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label") ?? box.labels?.[0]?.textContent ?? "");
  const status = make("span", { className: "vh" });
  status.setAttribute("role", "status");
  // In the header beside its button, elsewhere right below the box.
  const around = box.id === "q" ? box.form : box.parentElement;
  around.style.position = "relative";
  around.append(list, status);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id }).forEach(
    ([name, value]) => box.setAttribute(name, value),
  );

  let waiting;
  let asking;
  let asked = box.defaultValue.trim();
  let at = -1;

  const mark = (next) => {
    const options = [...list.children];
    at = next;
    options.forEach((option, place) => option.setAttribute("aria-selected", place === at));
    options[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", options[at].id);
  };
  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const show = ({ said, offers }) => {
    list.replaceChildren(
      ...offers.map(({ title, hint, url, language }, place) => {
        const option = make("li", { id: `${id}-${place}` });
        option.setAttribute("role", "option");
        option.dataset.url = url;
        const name = make("span", { textContent: title });
        if (language) name.lang = language;
        option.append(name, make("small", { textContent: hint }));
        return option;
      }),
    );
    list.hidden = !offers.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = said;
    mark(-1);
  };
  const ask = async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    asking?.abort();
    if (text.length < SHORTEST) {
      show({ said: "", offers: [] });
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${from}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show(await answer.json());
    } catch {
      // No connection, or somebody went on typing: the box works without.
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    const amount = list.children.length;
    if (event.isComposing || (list.hidden && event.key !== "ArrowDown")) return;
    if (event.key === "ArrowDown" && amount) {
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      mark(at + 1 < amount ? at + 1 : -1);
    } else if (event.key === "ArrowUp" && amount) mark(at < 0 ? amount - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) location.assign(list.children[at].dataset.url);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  // A press on an offer must not take the focus from the box before it is a click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  box.addEventListener("blur", close);
  if (box.value.trim() !== asked) waiting = setTimeout(ask, PAUSE);
};

document.querySelectorAll("#q, [data-offers]").forEach(prepare);
