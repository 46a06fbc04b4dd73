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

  // Targets: 44 px, or 24 px apart from each other in the admin, but for links in a
  // sentence. A label counts with its radio button or checkbox.
  const around = (boxes) => ({
    left: Math.min(...boxes.map((b) => b.left)),
    right: Math.max(...boxes.map((b) => b.right)),
    top: Math.min(...boxes.map((b) => b.top)),
    bottom: Math.max(...boxes.map((b) => b.bottom)),
  });
  const coversRow = (link) => {
    const after = getComputedStyle(link, "::after");
    const row = link.offsetParent;
    return (
      after.content === '""' && after.position === "absolute" && row &&
      parseFloat(after.width) >= row.clientWidth - 1 &&
      parseFloat(after.height) >= row.clientHeight - 1
    );
  };
  const box = (element) => {
    const labels = element.matches("[type=radio], [type=checkbox]") ? element.labels : [];
    const over = coversRow(element) ? [element.offsetParent] : [];
    return around([element, ...labels, ...over].map((each) => each.getBoundingClientRect()));
  };
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const inSentence = (link) => {
    const block = link.closest("p, li, td, th, dd, dt, label, figcaption, blockquote, div");
    if (getComputedStyle(link).display !== "inline" || !block) {
      return false;
    }
    const others = [...block.querySelectorAll(TARGETS)].filter(shown);
    const rest = others.reduce(
      (text, each) => text.replace(each.innerText.trim(), ""), block.innerText
    );
    return /\p{L}{2}/u.test(rest);
  };
  const inAdmin = location.pathname.startsWith("/admin/");
  const least = inAdmin ? 24 : 44;
  const targets = [...document.querySelectorAll(TARGETS)]
    .filter((each) => {
      const unused = each.disabled || each.getAttribute("aria-hidden") === "true";
      const hidden = each.matches(".skip, .visually-hidden");
      return !unused && !hidden && shown(each) && !inSentence(each);
    })
    .map((element) => ({ element, box: box(element) }));
  targets.forEach(({ element, box }) => {
    const [across, down] = [box.right - box.left, box.bottom - box.top];
    if (across < least - 0.1 || down < least - 0.1) {
      const size = `${across.toFixed(0)} by ${down.toFixed(0)} px`;
      faults.push(`target: ${words(element)} is ${size}, not ${least}`);
    }
  });
  const distance = (x, y, box) =>
    Math.hypot(
      Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)
    );
  const inSight = ({ element, box }) => {
    const seen = { ...box }; // less what a scrolling region hides
    for (let each = element.parentElement; each; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== "visible" && each !== document.body) {
        const region = each.getBoundingClientRect();
        seen.left = Math.max(seen.left, region.left);
        seen.right = Math.min(seen.right, region.right);
      }
    }
    return { element, box: seen };
  };
  const meets = (one, other) => {
    const x = (one.box.left + one.box.right) / 2;
    const y = (one.box.top + one.box.bottom) / 2;
    return distance(x, y, other.box) < 11.9; // a circle of 24 px around its centre
  };
  if (inAdmin) {
    // a target that a scrolling region cuts off is pressed once it is scrolled to
    const seen = targets.map(inSight).filter(({ box }) => box.right - box.left >= least);
    seen.forEach((one) => {
      const near = seen.find((other) => other !== one && meets(one, other));
      if (near) {
        faults.push(`spacing: ${words(one.element)} meets ${words(near.element)}`);
      }
    });
  }

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
