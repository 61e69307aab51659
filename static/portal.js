// Progressive enhancement only: every page works without this file.
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Browsers that cannot open details by stylesheet for print.
  if (!CSS.supports("selector(::details-content)")) {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...all("details:not([open])")];
      opened.forEach((details) => (details.open = true));
    });
    addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
  }

  // Leaving a sensitive page leaves no entry to come back to.
  all("a[data-exit]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.replace(link.href);
    }),
  );

  // Passing a text on: the phone's own list of ways, or one tap to copy.
  const text = document.querySelector("#text")?.textContent;
  const offer = (name, can, act) =>
    all(`[data-${name}]`).forEach((button) => {
      button.hidden = !can;
      button.addEventListener("click", act);
    });
  offer("share", navigator.share, () => navigator.share({ text }).catch(() => {}));
  offer("copy", navigator.clipboard, async () => {
    await navigator.clipboard.writeText(text);
    const status = document.querySelector("[data-done]");
    status.textContent = status.dataset.done;
  });

  // "/" leads to the search box, as on many sites; not while somebody types.
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    document.querySelector("#q").focus();
  });

  // The summary of a form that was sent with mistakes is what a reader needs first.
  document.querySelector(".errs")?.focus();
})();
