// The reader's municipality: kept on this phone after a tap, and told to nobody. Links to people then lead there, on
// pages that were kept long ago too. Without scripts the address says it: ?municipality=
const all = (selector) => document.querySelectorAll(selector);
const language = document.documentElement.lang;

// A browser may keep nothing.
const kept = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
};

const keep = (place) => {
  kept((phone) => (place ? phone.setItem("place", JSON.stringify(place)) : phone.removeItem("place")));
  location.reload();
};

const mine = kept((phone) => JSON.parse(phone.getItem("place")));
const isPlace = /^[a-z0-9-]+$/.test(mine?.slug ?? "");

if (isPlace) {
  all('a[href*="/ask/?"], a[href$="/ask/"], a[href*="/services/needs/"]').forEach((link) => {
    const address = new URL(link.href);
    if (!address.searchParams.has("municipality")) address.searchParams.set("municipality", mine.slug);
    link.href = address;
  });
  all('.foot a[href$="/networks/coordinators/"]').forEach((link) => {
    link.href += `${mine.slug}/`;
    if (mine.language === language) link.textContent += `: ${mine.name}`;
  });
}
all("[data-mine]").forEach((button) => {
  button.hidden = isPlace && mine.slug === button.dataset.mine;
  button.addEventListener("click", () => keep({ slug: button.dataset.mine, name: button.dataset.name, language }));
});
all("[data-forget]").forEach((button) => {
  button.hidden = !isPlace || mine.slug !== button.dataset.forget;
  button.addEventListener("click", () => keep());
});
