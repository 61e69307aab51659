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
