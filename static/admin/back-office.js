/* Names what a library leaves without one: the editor of a text is called as the label of its field. */
(() => {
  const name = (editor) => {
    const area = editor.closest(".prose-editor")?.querySelector("textarea") || editor.parentElement?.parentElement?.querySelector("textarea[id]");
    const label = area && document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", "true");
    if (label) editor.setAttribute("aria-label", label.textContent.trim());
  };
  const look = () => document.querySelectorAll("[contenteditable=true]:not([aria-label])").forEach(name);
  document.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();

/* Times to pick are numbers: they read the same in every language. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const picker = window.DateTimeShortcuts;
    if (picker?.clockHours) picker.clockHours.default_ = [8, 9, 10, 12, 14, 16, 17, 18].map((hour) => [`${hour}:00`, hour]);
  });
})();

/* Keeps on the server, now and then, what is being typed: a browser that crashes loses half a minute. */
(() => {
  const EVERY = 30000;
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form input[name=_version]")?.form;
    if (!form) return;
    const written = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return new URLSearchParams(data).toString();
    };
    let last = null;
    setTimeout(() => (last = written()), 1500);
    setInterval(() => {
      const now = written();
      if (last === null || now === last) return;
      last = now;
      const path = encodeURIComponent(location.pathname);
      fetch(`/admin/keep/?path=${path}`, { method: "POST", body: new URLSearchParams(now), redirect: "manual" }).catch(() => {});
    }, EVERY);
  });
})();
