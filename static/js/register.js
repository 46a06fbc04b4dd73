// Save the attendance register a moment after each mark; the Save button also works.
(function () {
  "use strict";

  var form = document.querySelector("[data-register]");
  var said = form && form.querySelector("[data-saved]");
  if (!said || !window.fetch || !window.FormData) {
    return;
  }
  var SOON = 700; // milliseconds after a mark
  var AGAIN = 5000; // after a connection that failed
  var unsaved = false;
  var sending = false;
  var leaving = false;
  var timer;

  function say(words, wrong) {
    said.textContent = words;
    said.classList.toggle("saved--not", Boolean(wrong));
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
          if (answer.conflicts) {
            leaving = true;
            form.submit(); // the page that comes shows both marks
            return;
          }
          rememberSeen(sent);
          say(answer.saved);
          if (unsaved) {
            saveIn(SOON);
          }
        },
        function (fault) {
          sending = false;
          unsaved = true;
          if (fault && fault.status) {
            say("Not saved. Press Save.", true);
            return;
          }
          say("Not saved yet: no connection. We keep trying.", true);
          saveIn(AGAIN);
        }
      );
  }

  // The next marks are compared with the saved ones.
  function rememberSeen(sent) {
    sent.forEach(function (value, name) {
      if (name.indexOf("mark_") === 0) {
        form.elements["seen_" + name.slice(5)].value = value;
      }
    });
  }

  function changed() {
    unsaved = true;
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
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) {
      save();
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if ((unsaved || sending) && !leaving) {
      save();
      event.preventDefault();
    }
  });
})();
