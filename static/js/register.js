// Save the attendance register a moment after each mark; the Save button also works.
// Until they are saved, marks are kept in this browser for a day at most.
(function () {
  "use strict";

  var form = document.querySelector("[data-register]");
  var said = form && form.querySelector("[data-saved]");
  if (!said || !window.fetch || !window.FormData) {
    return;
  }
  var SOON = 700; // milliseconds after a mark
  var AGAIN = 5000; // after a connection that failed
  var KEPT = "register:" + form.getAttribute("data-register");
  var LOOK = 10000; // milliseconds between two looks at what other leads marked
  var MADE = /^(mark|deputy|note)_/; // the fields that a lead fills in
  var DAY = 24 * 60 * 60 * 1000; // milliseconds that unsaved marks are kept
  var unsaved = false;
  var sending = false;
  var leaving = false;
  var saves = 0; // begun and ended; marks that were read meanwhile may be old
  var timer;

  // The hidden field with what the page showed of a field, made where there is none.
  function seenName(name) {
    return name.indexOf("mark_") === 0 ? "seen_" + name.slice(5) : "seen_" + name;
  }

  function setSeen(name, value) {
    var seen = form.elements[seenName(name)];
    if (!seen) {
      seen = document.createElement("input");
      seen.type = "hidden";
      seen.name = seenName(name);
      form.appendChild(seen);
    }
    seen.value = value;
  }

  function say(words, wrong) {
    said.textContent = words;
    said.classList.toggle("saved--not", Boolean(wrong));
  }

  // A browser may forbid its store; then marks are lost with the page, as before.
  function keep() {
    var values = {};
    new FormData(form).forEach(function (value, name) {
      if (/^(mark|deputy|note|seen)_/.test(name)) {
        values[name] = value;
      }
    });
    try {
      window.localStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), values: values }));
    } catch (refused) {}
  }

  function forget() {
    try {
      window.localStorage.removeItem(KEPT);
    } catch (refused) {}
  }

  function kept() {
    try {
      return JSON.parse(window.localStorage.getItem(KEPT));
    } catch (refused) {
      return null;
    }
  }

  // Marks that were not saved when the page was left are shown again and sent. What was
  // seen then goes with them, so that a mark of somebody else's meanwhile is noticed.
  // A mark that was as seen was not made here: the page's own stays.
  function bringBack() {
    var found = kept();
    if (!found || !found.values || Date.now() - found.at > DAY) {
      forget();
      return;
    }
    Object.keys(found.values).forEach(function (name) {
      var made = form.elements[name];
      var wanted = found.values[name];
      var seen = found.values[seenName(name)] || "";
      if (!MADE.test(name) || !made || wanted === seen || made.value === wanted) {
        return;
      }
      made.value = wanted;
      setSeen(name, seen);
      unsaved = true;
    });
    if (!unsaved) {
      forget();
      return;
    }
    say("Sending the marks that were kept on this device.");
    saveIn(0);
  }

  function saveIn(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  function save() {
    if (!unsaved || sending || leaving) {
      return;
    }
    var sent = new FormData(form);
    unsaved = false;
    sending = true;
    saves += 1;
    window
      .fetch(form.action, {
        method: "POST",
        body: sent,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: true,
      })
      .then(function (answer) {
        var isOurs = (answer.headers.get("content-type") || "").indexOf("json") > -1;
        return answer.ok && isOurs ? answer.json() : Promise.reject(answer);
      })
      .then(
        function (answer) {
          sending = false;
          saves += 1;
          if (answer.conflicts) {
            leaving = true;
            form.submit(); // the page that comes shows both marks
            return;
          }
          rememberSeen(sent, answer.unmarked);
          say(answer.saved);
          if (answer.unmarked.length) {
            keep();
            say(answer.saved + ". A deputy or a note needs a mark beside it.", true);
          } else if (unsaved) {
            saveIn(SOON);
          } else {
            forget();
          }
        },
        function (fault) {
          sending = false;
          saves += 1;
          unsaved = true;
          if (fault && fault.status) {
            say("Not saved. Press Save.", true);
            return;
          }
          say("Not saved yet: no connection. Your marks are kept here; we keep trying.", true);
          saveIn(AGAIN);
        }
      );
  }

  // The next marks are compared with the saved ones. Words were saved without the
  // spaces around them, and not for the places in `unmarked`.
  function rememberSeen(sent, unmarked) {
    sent.forEach(function (value, name) {
      var isMark = name.indexOf("mark_") === 0;
      var place = Number(name.split("_")[1]);
      if (MADE.test(name) && (isMark || unmarked.indexOf(place) < 0)) {
        setSeen(name, value.trim());
      }
    });
  }

  // What another lead marked is shown in each row that nothing was changed in here.
  function look() {
    var before = saves;
    if (document.hidden || sending || leaving) {
      return;
    }
    window
      .fetch(form.getAttribute("data-standing"), {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      })
      .then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(answer);
      })
      .then(function (answer) {
        if (before === saves && !leaving) {
          show(answer);
        }
      })
      .catch(function () {}); // no connection: it looks again
  }

  function show(answer) {
    var rows = 0;
    Object.keys(answer.marks).forEach(function (place) {
      var standing = answer.marks[place];
      var first = form.querySelector("input[name=mark_" + place + "]");
      if (!first) {
        form.querySelector("[data-added]").hidden = false;
        return;
      }
      var fields = ["mark", "deputy", "note"].filter(function (name) {
        return follow(name + "_" + place, standing[name]);
      });
      rows += fields.length ? 1 : 0;
      var words = first.closest("[data-mark]").querySelector("[data-words]");
      words.textContent = standing.beside;
      words.hidden = !standing.beside;
    });
    if (rows) {
      document.dispatchEvent(new Event("change")); // the counts
      say(answer.saved + ". Another lead changed " + rows + (rows > 1 ? " rows." : " row."));
    }
  }

  // Whether a field took another lead's value: only one that is as the page showed it.
  function follow(name, value) {
    var field = form.elements[name];
    var seen = form.elements[seenName(name)];
    var was = seen ? seen.value : "";
    if (was === value || field.value.trim() !== was || field === document.activeElement) {
      return false;
    }
    field.value = value;
    setSeen(name, value);
    return true;
  }

  function changed() {
    unsaved = true;
    keep();
    saveIn(SOON);
  }

  form.addEventListener("change", changed);
  form.addEventListener("submit", function () {
    leaving = true;
  });
  form.addEventListener("click", function (event) {
    if (!event.target.closest("[data-set-all]")) {
      return;
    }
    event.preventDefault();
    form.querySelectorAll("[data-mark]").forEach(function (mark) {
      if (!mark.querySelector("input:checked")) {
        mark.querySelector("input[value=present]").checked = true;
      }
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  window.addEventListener("online", save);
  bringBack();
  window.setInterval(look, LOOK);
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) {
      save();
    } else {
      look();
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if ((unsaved || sending) && !leaving) {
      save();
      event.preventDefault();
    }
  });
})();
