// Progressive enhancement only: every page works without this file.
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // "No internet. This is a saved copy." The words come from the page, in its language.
  const showConnection = () => {
    let banner = document.getElementById("net");
    if (navigator.onLine === false && !banner) {
      banner = document.createElement("p");
      banner.id = "net";
      banner.className = "note warn";
      banner.setAttribute("role", "status");
      banner.textContent = document.body.dataset.offline;
      document.querySelector("main").prepend(banner);
    } else if (navigator.onLine && banner) {
      banner.remove();
    }
  };
  addEventListener("online", showConnection);
  addEventListener("offline", showConnection);
  showConnection();

  // Buttons that need a script are hidden in the HTML and shown here.
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });

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

  // The summary of a form that was sent with mistakes is what a reader needs first.
  document.querySelector(".errs")?.focus();

  // Pages saved on this phone: only after "Save on my phone" was pressed.
  if (!("serviceWorker" in navigator && "caches" in self)) return;
  const register = () => navigator.serviceWorker.register("/sw.js");
  if (navigator.serviceWorker.controller) register();
  all("[data-save]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await register();
      await navigator.serviceWorker.ready;
      const saved = await caches.open("saved");
      await saved.add(new Request(location.pathname, { credentials: "omit" }));
      button.textContent = `✓ ${button.textContent.trim()}`;
      button.disabled = true;
    });
  });
  all("[data-wipe]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      for (const key of await caches.keys()) await caches.delete(key);
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
      location.reload();
    });
  });
  const list = document.querySelector("[data-saved]");
  if (!list) return;
  // caches.open() would make the cache again that "Delete" just removed.
  caches.has("saved").then(async (exists) => {
    if (!exists) return;
    for (const request of await (await caches.open("saved")).keys()) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = link.textContent = new URL(request.url).pathname;
      item.append(link);
      list.append(item);
    }
  });
})();
