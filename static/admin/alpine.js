/* Alpine may evaluate no text as script here (the policy of the back office). Its own build for that reads nearly every
   expression of Unfold's pages; these few, which need the browser's globals or two steps, become calls of functions. */
(() => {
  const REPLACED = [
    ["x-on:click", "localStorage.setItem('sidebarDesktopOpen'", "toggleSidebar()"],
    ["x-on:focus", "openSearchResults = true; currentIndex = 0", "openResults()"],
    ["x-on:keydown.escape.prevent", "openSearchResults = false; if", "closeResults()"],
    ["x-on:keydown.enter.prevent", "if (!$event.metaKey", "selectHere($event, %)"],
    ["x-bind:style", "'width: ' + changeListWidth", "{ width: changeListWidth + 'px' }"],
    ["x-bind:action", "window.location.pathname", "addressOf(activeTab)"],
  ];

  const replace = () => {
    for (const [name, start, call] of REPLACED)
      for (const element of document.querySelectorAll(`[${CSS.escape(name)}*="${CSS.escape(start)}"]`)) {
        const [, flag] = /selectItem\((true|false)/.exec(element.getAttribute(name)) ?? [];
        element.setAttribute(name, call.replace("%", flag));
      }
  };

  const kept = (name) => localStorage.getItem(name);

  /* What Unfold writes into the body's own attributes. */
  const page = (usualTab) => ({
    activeTab: usualTab === null ? undefined : "",
    sidebarMobileOpen: false,
    sidebarDesktopOpen: kept("sidebarDesktopOpen") === null || kept("sidebarDesktopOpen") === "1",
    init() {
      this.activeTab = usualTab === null ? "" : getCurrentTab() || usualTab;
    },
    toggleSidebar() {
      this.sidebarDesktopOpen = !this.sidebarDesktopOpen;
      localStorage.setItem("sidebarDesktopOpen", this.sidebarDesktopOpen ? "1" : "0");
    },
    addressOf(tab) {
      const { pathname, search } = window.location;
      return pathname + search + (tab && tab !== "general" ? `#${tab}` : "");
    },
    moveRecords: (event) => moveRecords(event),
    sortRecords: (event) => sortRecords(event),
  });

  const dropdown = () => ({
    ...searchDropdown(),
    openResults() {
      this.openSearchResults = true;
      this.currentIndex = 0;
    },
    closeResults() {
      this.openSearchResults = false;
      const box = this.$refs.searchInput;
      if (box.value === "") box.blur();
      else box.value = "";
    },
  });

  const command = () => ({
    ...searchCommand(),
    selectHere(event, isKept) {
      if (!event.metaKey && !event.ctrlKey) this.selectItem(isKept, false);
    },
  });

  document.addEventListener("alpine:init", () => {
    const tab = /activeTab: '([^']*)'/.exec(document.body.getAttribute("x-data") ?? "");
    document.body.setAttribute("x-data", "page");
    document.body.removeAttribute("x-init");
    replace();
    Alpine.data("page", () => page(tab ? tab[1] : null));
    Alpine.data("theme", (usual) => theme(usual));
    Alpine.data("searchForm", () => searchForm());
    Alpine.data("searchDropdown", dropdown);
    Alpine.data("searchCommand", command);
  });
})();
