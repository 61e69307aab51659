// Shows only those fields of the rule that the chosen kind needs. Without this script all are shown, and all work.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("eventseries_form");
  const kinds = form ? form.querySelectorAll("input[name=recurrence]") : [];
  if (!kinds.length) return;

  const unknown = form.elements["is_date_to_be_announced"];
  const allDay = form.elements["is_all_day"];
  const REPEATED = ["weekly", "monthly"];
  const needed = {
    recurrence: () => true,
    first_date: (kind) => kind !== "dates",
    dates: (kind) => kind === "dates",
    weekdays: (kind) => kind === "weekly",
    monthly_by: (kind) => kind === "monthly",
    interval: (kind) => REPEATED.includes(kind),
    repeats_until: (kind) => REPEATED.includes(kind),
    skips_public_holidays: (kind) => REPEATED.includes(kind),
    breaks: (kind) => REPEATED.includes(kind),
    is_all_day: () => true,
    start_time: () => !allDay.checked,
    end_time: () => !allDay.checked,
    lasts_days: () => true,
  };

  function row(name) {
    const field = form.querySelector(`[name="${name}"]`);
    return field && field.closest(".field-row");
  }

  function update() {
    const kind = [...kinds].find((input) => input.checked)?.value;
    for (const [name, isNeeded] of Object.entries(needed)) {
      const found = row(name);
      if (found) found.hidden = unknown.checked || !isNeeded(kind);
    }
  }

  form.addEventListener("change", update);
  update();
});
