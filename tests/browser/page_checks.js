// Evaluated in the page under test; answers with the page's faults in sentences.
({ width }) => {
  const faults = [];
  const words = (element) => {
    const text = element.getAttribute("aria-label") || element.innerText || element.value;
    const name = (text || element.name || element.id || "").trim().replace(/\s+/g, " ");
    return `${element.tagName.toLowerCase()} "${name.slice(0, 60)}"`;
  };
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0;

  // One h1 and a title
  const headings = [...document.querySelectorAll("h1")].filter(shown);
  if (headings.length !== 1) {
    faults.push(`h1: there are ${headings.length} of them, not one`);
  }
  if (!document.title.trim()) {
    faults.push("title: it is empty");
  }
  if (document.documentElement.lang.toLowerCase() !== "en-gb") {
    faults.push("language: the page does not say en-GB");
  }

  // Reflow: nothing but named regions scrolls sideways
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (each) => shown(each) && each.getBoundingClientRect().right > width + 1
    );
    faults.push(
      `reflow: the page is ${document.documentElement.scrollWidth} px wide in ` +
        `${width}: ${wide.slice(0, 3).map((each) => `${words(each)} .${each.className}`)}`
    );
  }
  document.querySelectorAll("main *, .page *").forEach((each) => {
    const scrolls = /auto|scroll/.test(getComputedStyle(each).overflowX);
    if (!scrolls || each.scrollWidth <= each.clientWidth + 1 || !shown(each)) {
      return;
    }
    const named = each.getAttribute("aria-label") || each.getAttribute("aria-labelledby");
    if (!/^(TEXTAREA|INPUT|SELECT)$/.test(each.tagName) && (!named || each.tabIndex < 0)) {
      faults.push(`reflow: .${each.className} scrolls sideways, without name or focus`);
    }
  });

  // Targets: 24 px, but for links inside a sentence
  const box = (element) => {
    const boxes = [element, ...(element.labels || [])].map((e) => e.getBoundingClientRect());
    const left = Math.min(...boxes.map((b) => b.left));
    const right = Math.max(...boxes.map((b) => b.right));
    const top = Math.min(...boxes.map((b) => b.top));
    const bottom = Math.max(...boxes.map((b) => b.bottom));
    return [right - left, bottom - top];
  };
  const inSentence = (link) => {
    const block = link.closest("p, li, td, th, dd, dt, label, figcaption, blockquote, div");
    return (
      getComputedStyle(link).display === "inline" &&
      block && block.innerText.trim() !== link.innerText.trim()
    );
  };
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  document.querySelectorAll(TARGETS).forEach((each) => {
    const unused = each.disabled || each.getAttribute("aria-hidden") === "true";
    if (unused || !shown(each) || each.matches(".skip, .visually-hidden") || inSentence(each)) {
      return;
    }
    const [across, down] = box(each);
    if (across < 23.9 || down < 23.9) {
      faults.push(`target: ${words(each)} is ${across.toFixed(0)} by ${down.toFixed(0)} px`);
    }
  });

  // Keyboard: what looks like a control is one, in the order of the page
  document.querySelectorAll("[tabindex]").forEach((each) => {
    if (each.tabIndex > 0) {
      faults.push(`keyboard: ${words(each)} jumps the order`);
    }
  });
  document.querySelectorAll(".button, [role=button], [role=link], [onclick]").forEach((each) => {
    if (shown(each) && each.tabIndex < 0 && !each.disabled && !each.matches("[aria-hidden]")) {
      faults.push(`keyboard: ${words(each)} cannot be reached with Tab`);
    }
  });
  return faults;
}
