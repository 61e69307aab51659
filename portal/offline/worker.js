// Keeps pages that readers saved. Nothing runs here before somebody presses "Save on my phone".
// KIT comes before this text: version, files, offline page and notice of each language.
const KIT_NAME = `kit-${KIT.version}`;
const PRIVATE = /^\/(admin|accounts)\/|^\/[a-z]+\/(search|feedback)\//;
const SEARCH = /^\/[a-z]+\/search\/$/;
// Longer than this nobody waits on a bad connection for what lies on the phone.
const PATIENCE = 8000;

const languageOf = (path) => KIT.pages[path.split("/")[1]] && path.split("/")[1];

addEventListener("install", (event) => {
  const wanted = [...KIT.files, ...Object.values(KIT.pages)];
  const requests = wanted.map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(KIT_NAME).then((kit) => kit.addAll(requests)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("kit-") && name !== KIT_NAME;
  const drop = async () => Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
  event.waitUntil(drop().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  // Searches are never kept; without internet whom to call stands there instead.
  if (request.mode === "navigate" && SEARCH.test(pathname)) return event.respondWith(fetch(request).catch(() => offlinePage(pathname)));
  if (PRIVATE.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event, request, pathname));
  else if (KIT.files.includes(pathname)) event.respondWith(file(request));
});

const file = async (request) => (await caches.match(request)) ?? fetch(request);

// The network comes first: what was unpublished is gone as soon as there is a connection.
async function page(event, request, pathname) {
  const saved = (await caches.has("saved")) && (await (await caches.open("saved")).match(pathname));
  const answer = fetch(request);
  event.waitUntil(answer.then((fresh) => saved && refresh(pathname, fresh.clone())).catch(() => {}));
  try {
    return await (saved ? Promise.race([answer, late()]) : answer);
  } catch {
    return saved ? withNotice(saved, pathname) : offlinePage(pathname);
  }
}

// Numbers to call stand on this page: they too have a day.
async function offlinePage(pathname) {
  const offline = KIT.pages[languageOf(pathname) ?? Object.keys(KIT.pages)[0]];
  const kept = await (await caches.open(KIT_NAME)).match(offline);
  return kept ? withNotice(kept, offline) : Response.error();
}

const late = () => new Promise((_done, fail) => setTimeout(fail, PATIENCE));

// A saved page follows the live one; one that is gone is forgotten.
async function refresh(pathname, fresh) {
  if (fresh.redirected || fresh.type !== "basic") return;
  const cache = await caches.open("saved");
  if (fresh.status === 404 || fresh.status === 410) await cache.delete(pathname);
  else if (fresh.ok && !/no-store|private/.test(fresh.headers.get("Cache-Control") ?? "")) await cache.put(pathname, fresh);
}

async function withNotice(saved, pathname) {
  const language = languageOf(pathname);
  const date = new Date(saved.headers.get("Date")).toLocaleDateString(language, { dateStyle: "long" });
  const notice = `<p class="note warn" role="status">${KIT.notices[language]?.replace("{date}", date)}</p>`;
  const text = (await saved.text()).replace(/<main[^>]*>/, (main) => main + notice);
  return new Response(text, { headers: saved.headers });
}
