// Evaluated after each Tab: where the focus is, what it is called and how it shows.
// What the last stop looked like is kept, to see whether focus changed anything.
() => {
  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow"];
  const tidy = (text) => (text || "").trim().replace(/\s+/g, " ");
  const near = (element) =>
    [element, element.nextElementSibling, element.closest("label"), element.parentElement]
      .filter(Boolean);
  const above = (element) => {
    const all = [];
    for (let each = element.parentElement; each && all.length < 5; each = each.parentElement) {
      all.push(each);
    }
    return all;
  };
  const look = (elements) =>
    elements.map((each) => LOOK.map((name) => getComputedStyle(each)[name]).join(" "));
  const rings = (element) => {
    const style = getComputedStyle(element);
    const wide = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
    return (wide && style.outlineColor !== "rgba(0, 0, 0, 0)") || style.boxShadow !== "none";
  };
  const name = (element) => {
    const by = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
    const texts = by.map((id) => document.getElementById(id)).filter(Boolean);
    const labels = [...(element.labels || [])];
    return tidy(
      (texts.length && texts.map((each) => each.textContent).join(" ")) ||
        element.getAttribute("aria-label") ||
        (labels.length && labels.map((each) => each.textContent).join(" ")) ||
        element.textContent || element.title || element.value
    );
  };

  const faults = [];
  const last = globalThis.__lastStop;
  const here = document.activeElement;
  if (last && last.element !== here && last.element.isConnected) {
    if (look(last.near).join() === last.look.join()) {
      faults.push(`focus: nothing changes when Tab reaches "${last.name}"`);
    }
  }
  globalThis.__lastStop = null;
  if (!here || here === document.body || here === document.documentElement) {
    return { tag: "body", name: "", faults };
  }
  const around = near(here);
  const called = name(here);
  const ringed = [...around, ...above(here)]; // a whole row may carry the ring
  if (!ringed.some(rings)) {
    faults.push(`focus: no ring around "${called}"`);
  }
  const box = here.getBoundingClientRect();
  const points = [
    [box.left + box.width / 2, box.top + box.height / 2],
    [box.left + 3, box.top + 3],
    [box.right - 3, box.bottom - 3],
  ];
  const covered = points.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    if (!top || top === here || here.contains(top) || top.contains(here)) {
      return false;
    }
    return !around.some((each) => each.contains(top));
  });
  if (covered.length === points.length && box.width > 4) {
    faults.push(`focus: "${called}" lies under something else`);
  }
  globalThis.__lastStop = { element: here, near: ringed, look: look(ringed), name: called };
  const group =
    here.type === "radio" ? [...document.getElementsByName(here.name)] : [];
  const legend = here.closest("fieldset")?.querySelector("legend");
  return {
    tag: here.tagName.toLowerCase(),
    type: here.type || "",
    id: here.id,
    name: called,
    value: here.value || "",
    checked: Boolean(here.checked),
    option: here.selectedOptions ? tidy(here.selectedOptions[0]?.textContent) : "",
    options: here.options ? [...here.options].map((each) => tidy(each.textContent)) : [],
    choices: group.map(name),
    chosen: group.filter((each) => each.checked).map(name)[0] || "",
    legend: tidy(legend?.textContent),
    faults,
  };
}
