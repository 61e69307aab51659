// Every page works without this file.
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Where styles cannot open details for print.
  if (!CSS.supports("selector(::details-content)")) {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...all("details:not([open])")];
      opened.forEach((details) => (details.open = true));
    });
    addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
  }

  // "Open now" goes when its moment is over, on a page left open or saved.
  const fallSilent = () => all("[data-now]").forEach((told) => (told.hidden = Date.now() >= Date.parse(told.dataset.now)));
  if (all("[data-now]").length) {
    ["pageshow", "visibilitychange", "focus"].forEach((name) => addEventListener(name, fallSilent));
    setInterval(fallSilent, 60000);
    fallSilent();
  }

  // Leaving a page of danger leaves no way back.
  const exit = document.querySelector("a[data-exit]");
  if (exit) import(exit.dataset.exit).catch(() => {});

  // Passing a text on: the phone's ways, or a tap.
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

  // Nothing is kept unasked.
  const canKeep = "serviceWorker" in navigator && "caches" in self;
  const say = (button, word) => (button.nextElementSibling.textContent = button.dataset[word]);
  offer("save", canKeep, async ({ currentTarget: button }) => {
    button.disabled = true;
    try {
      const { installing } = await navigator.serviceWorker.register("/sw.js");
      // A worker whose kit has no room is never ready.
      const givenUp = new Promise((_done, fail) => {
        installing?.addEventListener("statechange", () => installing.state === "redundant" && fail());
      });
      await Promise.race([navigator.serviceWorker.ready, givenUp]);
      // A worker that was switched off has no kit.
      if (!(await caches.keys()).some((name) => name.startsWith("kit-"))) throw new Error("no kit");
      const saved = await caches.open("saved");
      await saved.add(new Request(location.pathname, { cache: "reload", credentials: "omit" }));
      say(button, "done");
    } catch {
      button.disabled = false;
      say(button, "failed");
      // Nothing saved, nothing kept.
      const kept = await caches.open("saved").then((saved) => saved.keys()).catch(() => []);
      if (!kept.length) await forget().catch(() => {});
    }
  });

  const forget = async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  };

  const list = document.querySelector("[data-saved]");
  const listSaved = async () => {
    const saved = (await caches.has("saved")) ? await caches.open("saved") : undefined;
    for (const { url } of (await saved?.keys()) ?? []) {
      const page = new DOMParser().parseFromString(await (await saved.match(url)).text(), "text/html");
      const link = document.createElement("a");
      link.href = url;
      link.lang = page.documentElement.lang;
      link.textContent = page.querySelector("h1")?.textContent.trim() || page.title;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    document.querySelector("[data-none]").hidden = list.childElementCount > 0;
    offer("wipe", list.childElementCount > 0, async ({ currentTarget: button }) => {
      await forget();
      list.replaceChildren();
      button.hidden = true;
      say(button, "done");
    });
  };
  if (list && canKeep) listSaved();

  let place = all("[data-mine]").length;
  try {
    place ||= localStorage.place;
  } catch {}
  if (place) all("[data-place]").forEach((way) => import(way.dataset.place));

  all("[data-plan]").forEach((plan) => import(plan.dataset.script));

  const q = document.querySelector("#q");
  const find = q?.closest("[popover]");
  find?.addEventListener("toggle", () => q.focus());
  all("#q, [data-offers]").forEach((box) => box.addEventListener("focus", () => import(q.dataset.suggest), { once: true }));

  // "/" leads to the search box; not while somebody types.
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    find.checkVisibility() || find.showPopover();
    q.focus();
  });

  // Mistakes stand first.
  document.querySelector(".errs")?.focus();
})();
