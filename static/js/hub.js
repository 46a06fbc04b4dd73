// Pages work without this file. It moves the focus to the error summary, updates the
// progress of a job, and counts the marks of an attendance register.
(function () {
  "use strict";

  function focusSummary() {
    var summary = document.querySelector("[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  // A link of the error summary moves the focus to its field.
  function followSummaryLink(event) {
    var link = event.target.closest ? event.target.closest(".error-summary a") : null;
    var field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      var label = document.querySelector('label[for="' + field.id + '"]');
      var top = field.closest("fieldset") || label || field;
      top.scrollIntoView();
      field.focus({ preventScroll: true });
    }
  }

  // [data-progress="URL"]: fetch the page again and update this part of it.
  var SECONDS = 2;

  function watchProgress() {
    var part = document.querySelector("[data-progress]");
    if (part && window.fetch) {
      window.setTimeout(lookAgain, SECONDS * 1000, part);
    }
  }

  function lookAgain(part) {
    if (document.hidden) {
      window.setTimeout(lookAgain, SECONDS * 1000, part);
      return;
    }
    fetch(part.getAttribute("data-progress"), { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) {
          throw new Error("not now");
        }
        return response.text();
      })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        var fresh = page.getElementById(part.id);
        if (!fresh || !fresh.hasAttribute("data-progress")) {
          window.location.reload();
          return;
        }
        takeOver(part, fresh);
        watchProgress();
      })
      .catch(watchProgress);
  }

  // Only changed elements are replaced, so that a screen reader reads only these.
  function takeOver(part, fresh) {
    if (!part.querySelector(".progress__count") !== !fresh.querySelector(".progress__count")) {
      part.replaceWith(document.importNode(fresh, true)); // its length is known now
      return;
    }
    ["progress__text", "progress__count"].forEach(function (name) {
      var old = part.querySelector("." + name);
      var now = fresh.querySelector("." + name);
      if (old && now && old.textContent !== now.textContent) {
        old.textContent = now.textContent;
      }
    });
    var bar = part.querySelector("progress");
    var freshBar = fresh.querySelector("progress");
    if (bar && freshBar && freshBar.hasAttribute("value")) {
      bar.max = freshBar.max;
      bar.value = freshBar.value;
    }
  }

  // [data-count="present"] shows the number of marks with that value; "" counts
  // people without a mark, and "present late" adds two values.
  function countMarks() {
    var marks = document.querySelectorAll("[data-mark]");
    if (!marks.length) {
      return;
    }
    var counts = {};
    marks.forEach(function (mark) {
      var chosen = mark.querySelector("input:checked");
      var value = chosen ? chosen.value : "";
      counts[value] = (counts[value] || 0) + 1;
    });
    document.querySelectorAll("[data-count]").forEach(function (place) {
      var total = place
        .getAttribute("data-count")
        .split(" ")
        .reduce(function (sum, value) {
          return sum + (counts[value] || 0);
        }, 0);
      if (place.textContent !== String(total)) {
        place.textContent = total;
      }
    });
  }

  // [data-follows="schemes" data-answers="other"]: a follow-up is shown where an input
  // of that name has one of these answers. Disabled, it posts nothing, and the site
  // asks it on a page of its own.
  function showFollowUps() {
    document.querySelectorAll("[data-follows]").forEach(function (part) {
      var answers = part.getAttribute("data-answers").split(" ");
      var name = part.getAttribute("data-follows");
      var form = part.closest("form");
      var inputs = form.querySelectorAll('[name="' + name + '"]');
      if (!inputs.length) {
        return;
      }
      var isMade = Array.prototype.some.call(inputs, function (input) {
        var counts = input.checked || input.tagName === "SELECT";
        return counts && input.value && answers.indexOf(input.value) >= 0;
      });
      part.hidden = !isMade;
      part.disabled = !isMade;
    });
  }

  document.addEventListener("click", followSummaryLink);
  document.addEventListener("change", countMarks);
  document.addEventListener("change", showFollowUps);
  document.addEventListener("DOMContentLoaded", function () {
    focusSummary();
    showFollowUps();
    countMarks();
    watchProgress();
  });
})();
