// Keyboard shortcuts for coding. The page works without this file. The shortcuts
// can be switched off, and they do nothing while the focus is in a text field.
(function () {
  "use strict";

  var form = document.querySelector("[data-coding]");
  var help = document.querySelector("[data-keys]");
  var STORE = "coding-keys";
  if (!form || !help) {
    return;
  }
  var button = help.querySelector("[data-keys-switch]");
  var on = true;
  try {
    on = window.localStorage.getItem(STORE) !== "off";
  } catch (error) {
    on = true;
  }

  // Digit -> id of the theme that has it. A theme keeps its digit in this tab until the
  // tab is closed; a new theme gets the first digit that no theme has had.
  var DIGITS = "coding-digits-" + form.dataset.coding;
  var digits = {};
  try {
    digits = JSON.parse(window.sessionStorage.getItem(DIGITS)) || {};
  } catch (error) {
    digits = {};
  }

  function digitOf(theme) {
    var all = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    var own = all.find(function (digit) { return digits[digit] === theme; });
    return own || all.find(function (digit) { return !digits[digit]; }) || "";
  }

  function giveDigits() {
    form.querySelectorAll('input[name="themes"]').forEach(function (box) {
      var digit = digitOf(box.value);
      if (digit) {
        digits[digit] = box.value;
        box.dataset.digit = digit;
      }
    });
    try {
      window.sessionStorage.setItem(DIGITS, JSON.stringify(digits));
    } catch (error) {
      // Storage is not available in a private window.
    }
  }

  function show() {
    form.querySelectorAll("[data-digit]").forEach(function (box) {
      box.labels[0].dataset.key = on ? box.dataset.digit : "";
    });
    tellKeys();
    help.hidden = false;
    button.setAttribute("aria-pressed", on ? "true" : "false");
    button.textContent = on ? "Keys are on" : "Keys are off";
  }

  // What each letter presses, or writes in: a box is ticked and keeps the focus.
  function control(key) {
    return key === "m" ? form.elements.memo : form.querySelector('[data-press="' + key + '"]');
  }

  function tellKeys() {
    ["q", "m", "s", "n", "u", "l"].forEach(function (key) {
      if (control(key)) {
        control(key).setAttribute("aria-keyshortcuts", on ? key : "");
      }
    });
  }

  function use(element) {
    if (element && !element.disabled) {
      element.focus();
      if (element.tagName !== "TEXTAREA") {
        element.click();
      }
    }
  }

  function isTyping(target) {
    return /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio)$/.test(target.type));
  }

  function press(event) {
    if (event.key === "Escape" && event.target === form.elements.memo) {
      form.elements.memo.blur();
    }
    if (!on || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) {
      return;
    }
    if (event.key >= "1" && event.key <= "9") {
      use(form.querySelector('[data-digit="' + event.key + '"]'));
    } else if (event.key === "a") {
      form.querySelectorAll("[data-suggested]").forEach(function (box) {
        box.checked = true;
      });
    } else if (/^[qmsnul]$/.test(event.key)) {
      event.preventDefault();
      use(control(event.key));
    }
  }

  button.addEventListener("click", function () {
    on = !on;
    try {
      window.localStorage.setItem(STORE, on ? "on" : "off");
    } catch (error) {
      // Storage is not available in a private window.
    }
    show();
  });
  document.addEventListener("keydown", press);
  giveDigits();
  show();
})();
